// A model's logits for many texts, in a file that `tango label` wrote.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace tango::checkpoint {

struct LogitsFile {
  std::vector<std::string> labels;
  tensor::Tensor logits;  ///< [texts x labels]

  [[nodiscard]] std::int64_t texts() const { return logits.shape()[0]; }
};

/// Throws kNotFound, kIo, and kInvalidModel for any other file.
[[nodiscard]] LogitsFile read_logits(const std::filesystem::path& path);

}  // namespace tango::checkpoint
