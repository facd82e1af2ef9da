// The sum that LoRA computes.
#pragma once

#include <cstdint>

#include "tensor/tensor.h"

namespace tango::checkpoint {

/// weights[rows x columns] += factor * left[rows x rank] right[rank x columns].
void add_low_rank(const tensor::Tensor& left, const tensor::Tensor& right, float factor,
                  tensor::Tensor& weights);

/// A [rows x columns] matrix's transpose.
[[nodiscard]] tensor::Tensor transposed(const tensor::Tensor& matrix);

}  // namespace tango::checkpoint
