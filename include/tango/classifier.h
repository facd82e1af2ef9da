// One model directory as a classifier: a cascade of a single tier.
#pragma once

#include <filesystem>
#include <string>

#include <tango/cascade.h>
#include <tango/export.h>

namespace tango {

/// Thread-safe; cheap to copy. Every answer has tier 1.
class TANGO_EXPORT Classifier : public Cascade {
 public:
  /// A Hugging Face directory (or a PEFT LoRA adapter) of a text classifier, used as it is.
  [[nodiscard]] static Classifier load(const std::filesystem::path& directory,
                                       const CascadeOptions& options = {});

 private:
  using Cascade::Cascade;
};

}  // namespace tango
