// What stands behind tango::Cascade and tango::Classifier.
#pragma once

#include <tango/cascade.h>

#include "cascade/cascade.h"
#include "cascade/pipeline.h"

namespace tango {

class Cascade::Impl {
 public:
  Impl(cascade::Cascade cascade, int workers) : cascade_(std::move(cascade)), workers_(workers) {}

  [[nodiscard]] const cascade::Cascade& cascade() const { return cascade_; }
  [[nodiscard]] cascade::PipelineOptions pipeline_options() const { return {.workers = workers_}; }

  /// Names to kinds; throws kUsage for a word that is none.
  [[nodiscard]] static cascade::LoadOptions load_options(const CascadeOptions& options);

 private:
  cascade::Cascade cascade_;
  int workers_;
};

}  // namespace tango
