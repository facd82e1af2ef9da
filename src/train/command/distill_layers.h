// tango-train distill --loss layers: TinyBERT's first stage.
#pragma once

#include <string>

#include "train/command/data_options.h"
#include "train/command/student.h"
#include "train/command/trainer_options.h"

namespace tango::train {

/// Trains the student's layers on the teacher's (layer_distillation.h) and writes the student. Its
/// head stays as it was; the second stage distils logits (`--loss mse` or `kl`) from there. Throws
/// kUsage without a teacher and for a student that is no encoder, kUnsupported for layers, heads or
/// tokenizers that do not correspond.
void distill_layers(const DataOptions& data, const RunOptions& run, const StudentOptions& options,
                    const std::string& identity);

}  // namespace tango::train
