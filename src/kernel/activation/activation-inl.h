// The activations on vectors. Included once per target, after hwy/foreach_target.h.
#if defined(TANGO_KERNEL_ACTIVATION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_ACTIVATION_INL_H_
#undef TANGO_KERNEL_ACTIVATION_INL_H_
#else
#define TANGO_KERNEL_ACTIVATION_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>

#include "kernel/activation/activation.h"
#include "kernel/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

/// Phi(x) = 1 - erfc(x / sqrt 2) / 2 for x >= 0, and 1 - Phi(-x) below: Abramowitz and Stegun
/// 7.1.26, |error| <= 7.5e-8.
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

/// Phi(x) = 1/2 + x P(x^2) inside [-4, 4], 0 or 1 outside: fitted so that |x Phi(x)| is off by at
/// most 1.3e-4, below what bf16 and int8 keep of it.
HWY_INLINE Vector quick_normal_cdf(Vector x) {
  const Floats d;
  const Vector limit = hn::Set(d, 4.0F);
  x = hn::Min(hn::Max(x, hn::Neg(limit)), limit);
  const Vector s = hn::Mul(x, x);
  Vector poly = hn::Set(d, -6.539112584746931e-10F);
  poly = hn::MulAdd(poly, s, hn::Set(d, 6.45141469135524e-08F));
  poly = hn::MulAdd(poly, s, hn::Set(d, -2.676652684385772e-06F));
  poly = hn::MulAdd(poly, s, hn::Set(d, 6.237266643438488e-05F));
  poly = hn::MulAdd(poly, s, hn::Set(d, -0.0009197902400046587F));
  poly = hn::MulAdd(poly, s, hn::Set(d, 0.009186283685266972F));
  poly = hn::MulAdd(poly, s, hn::Set(d, -0.06533760577440262F));
  poly = hn::MulAdd(poly, s, hn::Set(d, 0.398357629776001F));
  return hn::MulAdd(x, poly, hn::Set(d, 0.5F));
}

inline Vector gelu_tanh(Vector x) {
  const Floats d;
  const Vector cube = hn::Mul(hn::Mul(x, x), hn::Mul(x, hn::Set(d, 0.044715F)));
  const Vector inner = hn::Mul(hn::Set(d, 0.79788456080286536F), hn::Add(x, cube));
  const Vector half = hn::Mul(hn::Set(d, 0.5F), x);
  return hn::MulAdd(half, hn::Tanh(d, inner), half);
}

/// Calls body(function), where function(x) is the activation of a vector; `quick` allows 1.3e-4 of
/// error to kGelu.
template <typename Body>
HWY_INLINE void with_activation(Activation activation, bool quick, const Body& body) {
  switch (activation) {
    case Activation::kNone:
      return body([](Vector x) HWY_ATTR { return x; });
    case Activation::kRelu:
      return body([](Vector x) HWY_ATTR { return hn::Max(x, hn::Zero(Floats())); });
    case Activation::kTanh:
      return body([](Vector x) HWY_ATTR { return hn::Tanh(Floats(), x); });
    case Activation::kGelu:
      if (quick) return body([](Vector x) HWY_ATTR { return hn::Mul(x, quick_normal_cdf(x)); });
      return body([](Vector x) HWY_ATTR { return hn::Mul(x, normal_cdf(x)); });
    case Activation::kGeluTanh:
      return body([](Vector x) HWY_ATTR { return gelu_tanh(x); });
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_ACTIVATION_INL_H_
