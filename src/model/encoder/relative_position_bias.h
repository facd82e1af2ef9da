// MPNet's attention bias by distance, shared by all layers (the buckets of T5, Raffel et al. 2020).
#pragma once

#include <cstddef>
#include <vector>

#include "tensor/tensor.h"

namespace tango::model {

/// The bucket of key position minus query position; `buckets` in all, half for either direction.
[[nodiscard]] int relative_position_bucket(int distance, int buckets);

/// The table spread over every distance within max_tokens.
class RelativePositionBias {
 public:
  /// `table` is [buckets x heads].
  RelativePositionBias(const tensor::Tensor& table, int max_tokens);

  /// What kernel::AttentionInput takes: head 0 at distance 0, and the way to the next head.
  [[nodiscard]] const float* data() const { return values_.data() + (stride_ - 1) / 2; }
  [[nodiscard]] std::ptrdiff_t stride() const { return stride_; }

 private:
  std::ptrdiff_t stride_ = 0;  ///< Distances: 2 * max_tokens - 1.
  std::vector<float> values_;  ///< [heads x distances]
};

}  // namespace tango::model
