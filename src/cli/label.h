// What tango label does; tango distill uses it too.
#pragma once

#include <string>

#include "cascade/cascade.h"
#include "cli/input_options.h"
#include "cli/model_options.h"

namespace tango::cli {

struct LabelOptions {
  ModelOptions model;  ///< `model` is set, `cascade` is not.
  InputOptions input;
  std::string output;
  bool quiet = false;
};

[[nodiscard]] cascade::Cascade load_teacher(const LabelOptions& options);

/// service::label_identity of these options; `teacher` as load_teacher gives it.
[[nodiscard]] std::string identity_of(const LabelOptions& options, const cascade::Cascade& teacher);

/// Writes options.output, or goes on with what a stopped run left. Throws as load_cascade,
/// checkpoint::LogitsWriter and service::label_texts do.
void label(const LabelOptions& options);

}  // namespace tango::cli
