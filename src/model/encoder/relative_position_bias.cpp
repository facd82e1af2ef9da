#include "model/encoder/relative_position_bias.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tango::model {

int relative_position_bucket(int distance, int buckets) {
  constexpr double kMaxDistance = 128;
  const int half = buckets / 2;
  const int exact = half / 2;
  const int first = distance > 0 ? half : 0;
  const int steps = std::abs(distance);
  if (steps < exact) return first + steps;
  // In float and in this order, as PyTorch computes it: the truncation makes the last bit matter.
  const float logarithm = std::log(static_cast<float>(steps) / static_cast<float>(exact));
  const auto range = static_cast<float>(std::log(kMaxDistance / exact));
  const int bucket = exact + static_cast<int>(logarithm / range * static_cast<float>(half - exact));
  return first + std::min(bucket, half - 1);
}

RelativePositionBias::RelativePositionBias(const tensor::Tensor& table, int max_tokens)
    : stride_(2 * static_cast<std::ptrdiff_t>(max_tokens) - 1) {
  const auto buckets = static_cast<int>(table.shape()[0]);
  const std::ptrdiff_t heads = table.shape()[1];
  values_.reserve(static_cast<std::size_t>(heads * stride_));
  for (std::ptrdiff_t head = 0; head < heads; ++head) {
    for (int distance = 1 - max_tokens; distance < max_tokens; ++distance) {
      values_.push_back(table.data()[relative_position_bucket(distance, buckets) * heads + head]);
    }
  }
}

}  // namespace tango::model
