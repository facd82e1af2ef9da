// Runs a stream of texts through a cascade on every core, and gives the answers back in order.
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
  int workers = 0;  ///< Threads, each pinned to a CPU of its own; 0: base::usable_cpus().
  /// Texts submitted and not yet answered. At the limit submit() blocks, and partial batches run.
  int max_in_flight = 4096;
  std::size_t max_in_flight_bytes = std::size_t{64} << 20U;  ///< As above, by the texts' bytes.
  /// Memory for texts that have been answered, about, beside those in flight: a text that equals
  /// one of either kind takes its answer and is not computed again.
  std::size_t remembered_bytes = std::size_t{4} << 20U;
  /// One a tier; missing ones are what was measured on this machine (batch_memory.h), else
  /// BatchLimits{}.
  std::vector<BatchLimits> batches;
  /// A partial batch runs once its oldest text has waited this long and a worker has nothing else.
  std::chrono::milliseconds max_batch_wait{50};
  bool in_order = true;  ///< Else answers come as soon as they are there.
};

/// Called with (index of submission from 0, answer), in that order unless PipelineOptions says
/// otherwise, one call at a time, on a worker thread. What it throws ends the pipeline and comes
/// out of submit() or finish().
using AnswerSink = std::function<void(std::uint64_t, Answer&&)>;

/// One stream of texts. submit() and finish() belong to one thread; `cascade` outlives the
/// pipeline.
class Pipeline {
 public:
  /// Throws kIo when the system has no more threads.
  Pipeline(const Cascade& cascade, PipelineOptions options, AnswerSink sink);
  ~Pipeline();  ///< Stops the workers; texts not answered yet are dropped unless finish() ran.
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Takes a text; blocks while the limits in flight are reached. Rethrows a worker's or the sink's
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
