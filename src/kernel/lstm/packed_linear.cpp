#include "kernel/lstm/packed_linear.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/lstm/packed_linear.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/lstm/panel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

struct LinearTile {
  const float* src;
  std::ptrdiff_t src_stride;
  int inputs;
  const float* panel;
  const float* bias;
  float lowest;  // what results are raised to
  float* dst;
  std::ptrdiff_t dst_stride;

  template <int kRows>
  HWY_NOINLINE void run(int row) const {
    const Floats d;
    const Vector floor = hn::Set(d, lowest);
    for (int offset = 0; offset < kGroup; offset += kLanes) {
      Sums<kRows> sums;
      for (int g = 0; g < 4; ++g) {
        for (int r = 0; r < kRows; ++r) {
          sums.group[g][r] = hn::Load(d, bias + g * kGroup + offset);
        }
      }
      accumulate<kRows>(src + row * src_stride, src_stride, inputs, panel + offset, sums);
      for (int g = 0; g < 4; ++g) {
        for (int r = 0; r < kRows; ++r) {
          hn::Store(hn::Max(sums.group[g][r], floor), d,
                    dst + (row + r) * dst_stride + g * kGroup + offset);
        }
      }
    }
  }
};

void linear_fast(const PackedLinear& weights, float lowest, const float* src,
                 std::ptrdiff_t src_stride, int rows, float* dst) {
  for (int panel = 0; panel < weights.panels(); ++panel) {
    const int column = panel * PackedLinear::kPanel;
    for_each_tile(
        0, rows,
        LinearTile{src, src_stride, weights.inputs(), weights.panel(panel), weights.bias() + column,
                   lowest, dst + column, weights.padded_outputs()});
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <limits>

namespace tango::kernel {

HWY_EXPORT(linear_fast);

PackedLinear::PackedLinear(int inputs, int outputs, const float* weights, const float* bias)
    : inputs_(inputs),
      panels_((outputs + kPanel - 1) / kPanel),
      weights_(static_cast<std::size_t>(padded_outputs()) * static_cast<std::size_t>(inputs)),
      bias_(static_cast<std::size_t>(padded_outputs())) {
  std::fill_n(weights_.data(), weights_.size(), 0.0F);
  std::fill_n(bias_.data(), bias_.size(), 0.0F);
  if (bias != nullptr) std::copy_n(bias, outputs, bias_.data());
  for (std::ptrdiff_t output = 0; output < outputs; ++output) {
    float* column = weights_.data() + output / kPanel * inputs * kPanel + output % kPanel;
    for (std::ptrdiff_t k = 0; k < inputs; ++k) column[k * kPanel] = weights[output * inputs + k];
  }
}

void linear(const PackedLinear& weights, LinearActivation activation, const float* src,
            std::ptrdiff_t src_stride, int rows, float* dst) {
  const float lowest =
      activation == LinearActivation::kRelu ? 0.0F : -std::numeric_limits<float>::infinity();
  HWY_DYNAMIC_DISPATCH(linear_fast)(weights, lowest, src, src_stride, rows, dst);
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
