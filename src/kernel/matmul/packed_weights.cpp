#include "kernel/matmul/packed_weights.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "kernel/bfloat16.h"

namespace tango::kernel {
namespace {

constexpr float kMostInt8 = 127.0F;

/// The scale of one output's weights: they become whole numbers from -127 to 127, and the
/// magnitudes of a pair, rounded up by a half each, add up to at most 128.
float scale_of(const float* weights, int inputs) {
  float most = 0;
  for (int i = 0; i < inputs; i += 2) {
    most = std::max(most, std::abs(weights[i]) + (i + 1 < inputs ? std::abs(weights[i + 1]) : 0));
  }
  return most / kMostInt8;
}

void pack_int8(const float* weights, int inputs, float scale, std::byte* column,
               std::ptrdiff_t group_stride, std::int32_t& sum) {
  for (int i = 0; i < inputs; ++i) {
    const float value = scale > 0 ? std::nearbyint(weights[i] / scale) : 0.0F;
    const auto rounded = static_cast<std::int8_t>(std::clamp(value, -kMostInt8, kMostInt8));
    sum += rounded;
    column[i / 4 * group_stride + i % 4] = static_cast<std::byte>(rounded);
  }
}

}  // namespace

std::size_t PackedWeights::Sizes::bytes() const {
  const auto strip_count = static_cast<std::size_t>(strips());
  return strip_count * (static_cast<std::size_t>(strip_bytes()) + std::size_t{3} * kStrip * 4);
}

PackedWeights::PackedWeights(const Sizes& sizes, const float* weights, const float* bias,
                             std::shared_ptr<std::byte> memory)
    : sizes_(sizes) {
  std::byte* const packed = memory.get();
  memory_ = std::move(memory);
  std::memset(packed, 0, sizes.bytes());
  const std::ptrdiff_t group_stride = std::ptrdiff_t{kStrip} * kGroupBytes;
  auto* bias_column = reinterpret_cast<float*>(packed + sizes.strips() * sizes.strip_bytes());
  float* scale_column = bias_column + std::ptrdiff_t{kStrip} * sizes.strips();
  auto* sum_column =
      reinterpret_cast<std::int32_t*>(scale_column + std::ptrdiff_t{kStrip} * sizes.strips());
  if (bias != nullptr) std::copy_n(bias, sizes.outputs, bias_column);
  for (int output = 0; output < sizes.outputs; ++output) {
    const float* row = weights + static_cast<std::ptrdiff_t>(output) * sizes.inputs;
    std::byte* column = packed + output / kStrip * sizes.strip_bytes() +
                        output % kStrip * std::ptrdiff_t{kGroupBytes};
    float& scale = scale_column[output];
    scale = 1;
    switch (sizes.precision) {
      case Precision::kFloat32:
        for (int i = 0; i < sizes.inputs; ++i) {
          std::memcpy(column + i * group_stride, row + i, sizeof(float));
        }
        break;
      case Precision::kBfloat16:
        for (int i = 0; i < sizes.inputs; ++i) {
          const Bfloat16 value = to_bfloat16(row[i]);
          std::memcpy(column + i / 2 * group_stride + i % 2 * 2, &value, sizeof(value));
        }
        break;
      case Precision::kInt8:
        scale = scale_of(row, sizes.inputs);
        pack_int8(row, sizes.inputs, scale, column, group_stride, sum_column[output]);
        break;
    }
  }
}

}  // namespace tango::kernel
