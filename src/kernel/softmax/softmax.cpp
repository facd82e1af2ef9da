#include "kernel/softmax/softmax.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/softmax/softmax.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include <hwy/contrib/math/math-inl.h>

#include "kernel/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

constexpr float kLowest = -1e30F;  // exp of it less any score is 0

/// `weigh(i, x, load)` is the score of vector i.
template <typename Weigh>
void softmax_row(float* row, int length, const Weigh& weigh) {
  const Floats d;
  Vector most = hn::Set(d, kLowest);
  for_each_vector(
      length,
      [&](int, const auto& load, const auto& store) HWY_ATTR {
        const Vector score = weigh(load);
        most = hn::Max(most, score);
        store(score, row);
      },
      kLowest);
  most = hn::Set(d, max_of_lanes(most));
  Vector sum = hn::Zero(d);
  for_each_vector(
      length,
      [&](int, const auto& load, const auto& store) HWY_ATTR {
        const Vector power = hn::Exp(d, hn::Sub(load(row), most));
        sum = hn::Add(sum, power);
        store(power, row);
      },
      kLowest);
  const Vector share = hn::Set(d, 1.0F / sum_of_lanes(sum));
  for_each_vector(length, [&](int, const auto& load, const auto& store)
                              HWY_ATTR { store(hn::Mul(load(row), share), row); });
}

void softmax_fast(float* rows, int count, std::ptrdiff_t stride, int length, float scale,
                  const float* bias) {
  const Vector scale_vector = hn::Set(Floats(), scale);
  for (int r = 0; r < count; ++r) {
    float* row = rows + r * stride;
    if (bias == nullptr) {
      softmax_row(row, length,
                  [&](const auto& load) HWY_ATTR { return hn::Mul(scale_vector, load(row)); });
    } else {
      const float* row_bias = bias - r;
      softmax_row(row, length, [&](const auto& load) HWY_ATTR {
        return hn::MulAdd(scale_vector, load(row), load(row_bias));
      });
    }
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

HWY_EXPORT(softmax_fast);

void softmax(float* rows, int count, std::ptrdiff_t stride, int length, float scale,
             const float* bias) {
  HWY_DYNAMIC_DISPATCH(softmax_fast)(rows, count, stride, length, scale, bias);
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
