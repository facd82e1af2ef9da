// The row operation that layer_norm and embedding share. Included once per target.
#if defined(TANGO_KERNEL_LAYER_NORM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_LAYER_NORM_INL_H_
#undef TANGO_KERNEL_LAYER_NORM_INL_H_
#else
#define TANGO_KERNEL_LAYER_NORM_INL_H_
#endif

#include <cmath>

#include "kernel/layer_norm/layer_norm.h"
#include "kernel/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

/// dst = normalise(element) * weight + bias for one row, where `element(load)` is the vector of
/// inputs that `load` reads. Mean first, then the mean of squared differences: no cancellation.
template <typename Element>
inline void layer_norm_row(const LayerNormParameters& parameters, const Element& element,
                           float* dst) {
  const Floats d;
  const int width = parameters.width;
  Vector sum = hn::Zero(d);
  for_each_vector(width, [&](int, const auto& load, const auto& store) HWY_ATTR {
    const Vector value = element(load);
    sum = hn::Add(sum, value);
    store(value, dst);
  });
  const float mean = sum_of_lanes(sum) / static_cast<float>(width);
  const Vector means = hn::Set(d, mean);
  Vector squares = hn::Zero(d);
  for_each_vector(
      width,
      [&](int, const auto& load, const auto&) HWY_ATTR {
        const Vector difference = hn::Sub(load(dst), means);
        squares = hn::MulAdd(difference, difference, squares);
      },
      mean);
  const float variance = sum_of_lanes(squares) / static_cast<float>(width);
  const Vector scale = hn::Set(d, 1.0F / std::sqrt(variance + parameters.epsilon));
  for_each_vector(width, [&](int, const auto& load, const auto& store) HWY_ATTR {
    const Vector normal = hn::Mul(hn::Sub(load(dst), means), scale);
    store(hn::MulAdd(normal, load(parameters.weight), load(parameters.bias)), dst);
  });
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_LAYER_NORM_INL_H_
