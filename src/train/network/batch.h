// Texts that go through a network together.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

namespace tango::train {

struct Batch {
  std::vector<std::int64_t> rows;  ///< The texts' numbers in the data set.
  at::Tensor token_ids;            ///< [texts x longest] int64, 0 after the end of a text.
  at::Tensor token_type_ids;       ///< The same shape.
  at::Tensor lengths;              ///< [texts] int64, each >= 1.

  [[nodiscard]] std::int64_t texts() const { return token_ids.size(0); }
};

}  // namespace tango::train
