// A teacher's answers to the texts of a transfer set.
#pragma once

#include <filesystem>
#include <vector>

#include <ATen/ATen.h>

#include "checkpoint/model_config.h"

namespace tango::train {

struct TeacherLogits {
  at::Tensor logits;  ///< [texts x labels] fp32
  checkpoint::Labels labels;
};

/// The logits in files that `tango label` wrote, one file after the other. Throws kInvalidModel,
/// and kInvalidInput when their labels differ.
[[nodiscard]] TeacherLogits read_teacher_logits(const std::vector<std::filesystem::path>& paths);

}  // namespace tango::train
