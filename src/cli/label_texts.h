// A teacher's logits of a file's texts.
#pragma once

#include <string>

#include "cli/input_options.h"
#include "cli/model_options.h"

namespace tango::cli {

struct LabelOptions {
  ModelOptions model;  ///< `model` is set, `cascade` is not.
  InputOptions input;
  std::string output;
  bool quiet = false;
};

/// Writes options.output (LabelFile), or goes on with what a stopped run left. Throws as
/// load_cascade, the readers and LabelFile do.
void label_texts(const LabelOptions& options);

/// What makes two runs give the same file: the model, its precision, the texts by content.
[[nodiscard]] std::string label_identity(const LabelOptions& options,
                                         const cascade::Cascade& cascade);

}  // namespace tango::cli
