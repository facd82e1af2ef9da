#include "kernel/activation/activation.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/activation/activation.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include <hwy/contrib/math/math-inl.h>

#include "kernel/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

template <typename Function>
void apply(float* values, std::ptrdiff_t count, const Function& function) {
  constexpr std::ptrdiff_t kChunk = 1 << 20;  // for_each_vector counts in int
  for (std::ptrdiff_t done = 0; done < count; done += kChunk) {
    float* chunk = values + done;
    for_each_vector(static_cast<int>(HWY_MIN(kChunk, count - done)),
                    [&](int, const auto& load, const auto& store)
                        HWY_ATTR { store(function(load(chunk)), chunk); });
  }
}

/// Phi(x) = 1 - erfc(x / sqrt 2) / 2 for x >= 0, and 1 - Phi(-x) below.
inline Vector normal_cdf(Vector x) {
  const Floats d;
  const Vector one = hn::Set(d, 1.0F);
  const Vector z = hn::Mul(hn::Abs(x), hn::Set(d, 0.70710678118654752F));
  const Vector t = hn::Div(one, hn::MulAdd(z, hn::Set(d, 0.3275911F), one));
  Vector poly = hn::Set(d, 0.5F * 1.061405429F);
  poly = hn::MulAdd(poly, t, hn::Set(d, 0.5F * -1.453152027F));
  poly = hn::MulAdd(poly, t, hn::Set(d, 0.5F * 1.421413741F));
  poly = hn::MulAdd(poly, t, hn::Set(d, 0.5F * -0.284496736F));
  poly = hn::MulAdd(poly, t, hn::Set(d, 0.5F * 0.254829592F));
  const Vector tail = hn::Mul(hn::Mul(poly, t), hn::Exp(d, hn::Neg(hn::Mul(z, z))));
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), tail, hn::Sub(one, tail));
}

void gelu_fast(float* values, std::ptrdiff_t count) {
  apply(values, count, [](Vector x) HWY_ATTR { return hn::Mul(x, normal_cdf(x)); });
}

void gelu_tanh_fast(float* values, std::ptrdiff_t count) {
  const Floats d;
  apply(values, count, [d](Vector x) HWY_ATTR {
    const Vector cube = hn::Mul(hn::Mul(x, x), hn::Mul(x, hn::Set(d, 0.044715F)));
    const Vector inner = hn::Mul(hn::Set(d, 0.79788456080286536F), hn::Add(x, cube));
    const Vector half = hn::Mul(hn::Set(d, 0.5F), x);
    return hn::MulAdd(half, hn::Tanh(d, inner), half);
  });
}

void relu_fast(float* values, std::ptrdiff_t count) {
  apply(values, count, [](Vector x) HWY_ATTR { return hn::Max(x, hn::Zero(Floats())); });
}

void tanh_fast(float* values, std::ptrdiff_t count) {
  apply(values, count, [](Vector x) HWY_ATTR { return hn::Tanh(Floats(), x); });
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

HWY_EXPORT(gelu_fast);
HWY_EXPORT(gelu_tanh_fast);
HWY_EXPORT(relu_fast);
HWY_EXPORT(tanh_fast);

void gelu(float* values, std::ptrdiff_t count) { HWY_DYNAMIC_DISPATCH(gelu_fast)(values, count); }
void gelu_tanh(float* values, std::ptrdiff_t count) {
  HWY_DYNAMIC_DISPATCH(gelu_tanh_fast)(values, count);
}
void relu(float* values, std::ptrdiff_t count) { HWY_DYNAMIC_DISPATCH(relu_fast)(values, count); }
void tanh(float* values, std::ptrdiff_t count) { HWY_DYNAMIC_DISPATCH(tanh_fast)(values, count); }

}  // namespace tango::kernel
#endif  // HWY_ONCE
