#include "kernel/layer_norm/layer_norm.h"

#include <cstddef>

#include "kernel/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/layer_norm/layer_norm.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/layer_norm/layer_norm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

void layer_norm_fast(const LayerNormParameters& parameters, const float* src, const float* residual,
                     int rows, float* dst) {
  for (int r = 0; r < rows; ++r) {
    const std::ptrdiff_t begin = static_cast<std::ptrdiff_t>(r) * parameters.width;
    if (residual == nullptr) {
      layer_norm_row(
          parameters, [&](const auto& load) HWY_ATTR { return load(src + begin); }, dst + begin);
      continue;
    }
    layer_norm_row(
        parameters,
        [&](const auto& load)
            HWY_ATTR { return hn::Add(load(src + begin), load(residual + begin)); },
        dst + begin);
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

HWY_EXPORT(layer_norm_fast);

void layer_norm(const LayerNormParameters& parameters, const float* src, const float* residual,
                int rows, float* dst) {
  HWY_DYNAMIC_DISPATCH(layer_norm_fast)(parameters, src, residual, rows, dst);
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
