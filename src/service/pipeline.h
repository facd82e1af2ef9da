// Runs a stream of texts through a cascade on every core and returns the answers in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <tango/error.h>

#include "cascade/batch_limits.h"
#include "cascade/cascade.h"
#include "cascade/request.h"
#include "service/service.h"

namespace tango::service {

/// Called with (index of submission from 0, error), as an AnswerSink is.
using ErrorSink = std::function<void(std::uint64_t, Error&&)>;

struct PipelineOptions {
  /// Number of threads; 0: base::usable_cpus(). Of a pipeline with a service of its own only, as
  /// are `batches`.
  int workers = 0;
  /// Maximum number of texts submitted and not yet answered. At the limit submit() blocks.
  int max_in_flight = 4096;
  std::size_t max_in_flight_bytes = std::size_t{64} << 20U;  ///< As above, by the texts' bytes.
  /// Approximate memory for texts that have been answered, beside those in flight. A text that
  /// equals one of either takes its answer and is not computed again.
  std::size_t remembered_bytes = std::size_t{4} << 20U;
  /// One per tier; missing ones are those measured on this machine (batch_memory.h), else
  /// BatchLimits{}.
  std::vector<cascade::BatchLimits> batches;
  bool in_order = true;  ///< false: answers come as soon as they are ready.
  /// Names a text in errors by its index of submission; by default "text 12". Called under a lock:
  /// it must not call the pipeline.
  std::function<std::string(std::uint64_t)> place = nullptr;
  /// Gets, in the place of an answer, what a text ended with instead. Without it, the first such
  /// error ends the pipeline.
  ErrorSink on_error = nullptr;
};

/// Called with (index of submission from 0, answer), in that order unless PipelineOptions says
/// otherwise, one call at a time: on a worker of the pipeline's own service, in submit() where the
/// answer is known already, or on a thread of the pipeline. What it throws ends the pipeline and is
/// rethrown by submit() or finish().
using AnswerSink = std::function<void(std::uint64_t, cascade::Answer&&)>;

/// One stream of texts. submit() and finish() belong to one thread.
class Pipeline {
 public:
  /// On a service of its own, which pins its workers where they own every CPU of the machine.
  /// `cascade` outlives the pipeline. Throws kIo if the system refuses a thread.
  Pipeline(const cascade::Cascade& cascade, PipelineOptions options, AnswerSink sink);
  /// On a service that others use, too, and that outlives the pipeline.
  Pipeline(Service& service, std::shared_ptr<const cascade::Cascade> cascade,
           PipelineOptions options, AnswerSink sink);
  ~Pipeline();  ///< Without finish(), unanswered texts are dropped.
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Takes a text; blocks while a limit in flight is reached. Rethrows a text's or the sink's
  /// error: an Error whose message starts with the text's PipelineOptions::place ("text 12: …").
  /// With answers in order, those before it have been given.
  void submit(cascade::Request request);

  /// Takes an error in the place of a text, for on_error, which must be set; in order, too.
  void fail(Error error);

  /// Waits until every text is answered; rethrows like submit(). Nothing may be submitted after.
  void finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// All answers to `requests`, in order.
[[nodiscard]] std::vector<cascade::Answer> classify(const cascade::Cascade& cascade,
                                                    std::vector<cascade::Request> requests,
                                                    const PipelineOptions& options = {});

}  // namespace tango::service
