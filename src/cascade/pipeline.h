// Runs a stream of texts through a cascade on every core and returns the answers in order.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "cascade/batch_pool.h"
#include "cascade/cascade.h"
#include "cascade/request.h"

namespace tango::cascade {

struct PipelineOptions {
  int workers = 0;  ///< Number of threads; 0: base::usable_cpus().
  /// Maximum number of texts submitted and not yet answered. At the limit submit() blocks, and
  /// partial batches run.
  int max_in_flight = 4096;
  std::size_t max_in_flight_bytes = std::size_t{64} << 20U;  ///< As above, by the texts' bytes.
  /// Approximate memory for texts that have been answered, beside those in flight. A text that
  /// equals one of either takes its answer and is not computed again.
  std::size_t remembered_bytes = std::size_t{4} << 20U;
  /// One per tier; missing ones are those measured on this machine (batch_memory.h), else
  /// BatchLimits{}.
  std::vector<BatchLimits> batches;
  /// A partial batch runs once its oldest text has waited this long and a worker has nothing else.
  std::chrono::milliseconds max_batch_wait{50};
  bool in_order = true;  ///< false: answers come as soon as they are ready.
};

/// Called with (index of submission from 0, answer), in that order unless PipelineOptions says
/// otherwise, one call at a time, on a worker thread. What it throws ends the pipeline and is
/// rethrown by submit() or finish().
using AnswerSink = std::function<void(std::uint64_t, Answer&&)>;

/// One stream of texts. submit() and finish() belong to one thread; `cascade` outlives the
/// pipeline.
class Pipeline {
 public:
  /// Throws kIo if the system refuses a thread.
  Pipeline(const Cascade& cascade, PipelineOptions options, AnswerSink sink);
  ~Pipeline();  ///< Stops the workers; without finish(), unanswered texts are dropped.
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Takes a text; blocks while a limit in flight is reached. Rethrows a worker's or the sink's
  /// error: an Error whose message starts with the index of the text ("text 12: …").
  void submit(Request request);

  /// Waits until every text is answered; rethrows like submit(). Nothing may be submitted after.
  void finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// All answers to `requests`, in order.
[[nodiscard]] std::vector<Answer> classify(const Cascade& cascade, std::vector<Request> requests,
                                           const PipelineOptions& options = {});

}  // namespace tango::cascade
