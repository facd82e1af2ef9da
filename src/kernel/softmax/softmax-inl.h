// Softmax of one row of attention scores, without the final division. Included once per target,
// after hwy/foreach_target.h.
#if defined(TANGO_KERNEL_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_SOFTMAX_INL_H_
#undef TANGO_KERNEL_SOFTMAX_INL_H_
#else
#define TANGO_KERNEL_SOFTMAX_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>

#include "kernel/quantize/quantize-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

constexpr float kLowestScore = -1e30F;  // exp of it less any score is 0

/// The base of the exponential: e for fp32, else 2.
template <class Dot>
constexpr float kLogarithmOfE = Dot::kPrecision == Precision::kFloat32 ? 1.0F : 1.44269504F;

/// 2^x for x <= 0 within 5e-5 relatively, far below bfloat16, and e^x with fp32: 2^n (n whole)
/// times a polynomial for 2^f, |f| <= 1/2.
template <class Dot>
HWY_INLINE Vector exponential(Vector x) {
  const Floats d;
  if constexpr (Dot::kPrecision == Precision::kFloat32) {
    return hn::Exp(d, x);
  } else {
    const Vector power = hn::Max(x, hn::Set(d, -126.0F));
    // Added to this, a small number rounds to a whole one, which the lowest bits then hold.
    const Vector magic = hn::Set(d, 0x1.8p23F);
    const Vector rounded = hn::Add(power, magic);
    const Vector f = hn::Sub(power, hn::Sub(rounded, magic));
    Vector poly = hn::Set(d, 9.6181291e-3F);
    poly = hn::MulAdd(poly, f, hn::Set(d, 5.5504109e-2F));
    poly = hn::MulAdd(poly, f, hn::Set(d, 0.24022651F));
    poly = hn::MulAdd(poly, f, hn::Set(d, 0.69314718F));
    poly = hn::MulAdd(poly, f, hn::Set(d, 1.0F));
    const Ints bits;
    return hn::BitCast(
        d, hn::Add(hn::BitCast(bits, poly), hn::ShiftLeft<23>(hn::BitCast(bits, rounded))));
  }
}

/// weights[i] = exp(score i - the largest), where score i is scale * row[i] + bias[i] (bias may be
/// null) and scale is positive; returns the sum of the weights, 1 at least but for rounding.
/// Overwrites `row`. `weights`, in the elements of Dot, may begin where `row` does; both have room
/// for whole vectors, and weights past the end become 0.
template <class Dot>
HWY_INLINE float softmax_weights(float* row, int length, float scale, const float* bias,
                                 std::byte* weights) {
  const Floats d;
  Vector scales = hn::Set(d, scale * kLogarithmOfE<Dot>);
  Vector most = hn::Set(d, kLowestScore);
  if (bias == nullptr) {
    for_each_vector(
        length,
        [&](int, const auto& load, const auto&) HWY_ATTR { most = hn::Max(most, load(row)); },
        kLowestScore);
  } else {
    for_each_vector(
        length,
        [&](int i, const auto& load, const auto&) HWY_ATTR {
          const Vector score = hn::MulAdd(hn::Set(d, scale), load(row), load(bias));
          most = hn::Max(most, score);
          hn::StoreU(score, d, row + i);
        },
        kLowestScore);
    scales = hn::Set(d, kLogarithmOfE<Dot>);
  }
  most = hn::Mul(scales, hn::Set(d, max_of_lanes(most)));
  Vector sum = hn::Zero(d);
  for (int i = 0; i < length; i += kLanes) {
    Vector weight = exponential<Dot>(hn::MulSub(scales, hn::LoadU(d, row + i), most));
    if (i + kLanes > length) {
      weight = hn::IfThenElseZero(hn::FirstN(d, static_cast<std::size_t>(length - i)), weight);
    }
    sum = hn::Add(sum, weight);
    store_elements<Dot>(weight, 1.0F, weights, i);
  }
  return sum_of_lanes(sum);
}

/// sums[i] += share * weight i, of weights that softmax_weights wrote.
template <class Dot>
HWY_INLINE void add_weights(const std::byte* weights, int length, float share, float* sums) {
  for_each_vector(length, [&](int i, const auto& load, const auto& store) HWY_ATTR {
    Vector weight;
    if constexpr (Dot::kPrecision == Precision::kFloat32) {
      weight = hn::LoadU(Floats(), reinterpret_cast<const float*>(weights) + i);
    } else {
      weight = load_bfloat16(reinterpret_cast<const Bfloat16*>(weights) + i);
    }
    store(hn::MulAdd(weight, hn::Set(Floats(), share), load(sums)), sums);
  });
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_SOFTMAX_INL_H_
