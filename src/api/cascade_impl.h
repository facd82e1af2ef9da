// The implementation of tango::Cascade and tango::Classifier.
#pragma once

#include <tango/cascade.h>

#include "base/cpu_count.h"
#include "cascade/batch_memory.h"
#include "cascade/cascade.h"
#include "service/pipeline.h"

namespace tango {

class [[gnu::visibility("hidden")]] Cascade::Impl {
 public:
  /// Reads the remembered batch limits once, instead of at every call.
  Impl(cascade::Cascade cascade, int workers)
      : cascade_(std::move(cascade)),
        workers_(workers > 0 ? workers : base::usable_cpus()),
        batches_(cascade::limits_of_tiers(cascade_, workers_, {})) {}

  [[nodiscard]] const cascade::Cascade& cascade() const { return cascade_; }
  [[nodiscard]] service::PipelineOptions pipeline_options() const {
    return {.workers = workers_, .batches = batches_};
  }

  /// Throws kUsage for an unknown name of a kind.
  [[nodiscard]] static cascade::LoadOptions load_options(const CascadeOptions& options);

 private:
  cascade::Cascade cascade_;
  int workers_;
  std::vector<cascade::BatchLimits> batches_;
};

}  // namespace tango
