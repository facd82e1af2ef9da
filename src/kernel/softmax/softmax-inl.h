// Softmax of one row of attention scores, short of its division. Included once a target, after
// hwy/foreach_target.h.
#if defined(TANGO_KERNEL_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_SOFTMAX_INL_H_
#undef TANGO_KERNEL_SOFTMAX_INL_H_
#else
#define TANGO_KERNEL_SOFTMAX_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>

#include "kernel/bfloat16-inl.h"
#include "kernel/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

constexpr float kLowestScore = -1e30F;  // exp of it less any score is 0

HWY_INLINE Vector exponential(Vector x, float*) { return hn::Exp(Floats(), x); }

/// exp(x) for x <= 0 within 5e-5 relatively, far below bfloat16: 2^n (n whole) times a
/// polynomial for 2^f, |f| <= 1/2.
HWY_INLINE Vector exponential(Vector x, Bfloat16*) {
  const Floats d;
  const hn::RebindToSigned<Floats> integers;
  const Vector power = hn::Max(hn::Mul(x, hn::Set(d, 1.44269504F)), hn::Set(d, -126.0F));
  const auto whole = hn::NearestInt(power);
  const Vector f = hn::Sub(power, hn::ConvertTo(d, whole));
  Vector poly = hn::Set(d, 9.6181291e-3F);
  poly = hn::MulAdd(poly, f, hn::Set(d, 5.5504109e-2F));
  poly = hn::MulAdd(poly, f, hn::Set(d, 0.24022651F));
  poly = hn::MulAdd(poly, f, hn::Set(d, 0.69314718F));
  poly = hn::MulAdd(poly, f, hn::Set(d, 1.0F));
  return hn::BitCast(d, hn::Add(hn::BitCast(integers, poly), hn::ShiftLeft<23>(whole)));
}

HWY_INLINE void store_weight(Vector value, float* dst) { hn::StoreU(value, Floats(), dst); }
HWY_INLINE void store_weight(Vector value, Bfloat16* dst) { store_bfloat16(value, dst); }

/// weights[i] = exp(score i - the largest), where score i is scale * row[i] + bias[i] (bias may be
/// null); returns the sum of the weights, 1 at least. Overwrites `row`. `weights` may begin where
/// `row` does; both have room for whole vectors, and weights past the end become 0.
template <typename Element>
HWY_INLINE float softmax_weights(float* row, int length, float scale, const float* bias,
                                 Element* weights) {
  const Floats d;
  const Vector scales = hn::Set(d, scale);
  Vector most = hn::Set(d, kLowestScore);
  for_each_vector(
      length,
      [&](int i, const auto& load, const auto&) HWY_ATTR {
        const Vector score = bias == nullptr ? hn::Mul(scales, load(row))
                                             : hn::MulAdd(scales, load(row), load(bias));
        most = hn::Max(most, score);
        hn::StoreU(score, d, row + i);
      },
      kLowestScore);
  most = hn::Set(d, max_of_lanes(most));
  Vector sum = hn::Zero(d);
  for (int i = 0; i < length; i += kLanes) {
    Vector score = hn::LoadU(d, row + i);
    if (i + kLanes > length) {
      const auto inside = hn::FirstN(d, static_cast<std::size_t>(length - i));
      score = hn::IfThenElse(inside, score, hn::Set(d, kLowestScore));
    }
    Vector weight = exponential(hn::Sub(score, most), weights);
    if (i + kLanes > length) {
      weight = hn::IfThenElseZero(hn::FirstN(d, static_cast<std::size_t>(length - i)), weight);
    }
    sum = hn::Add(sum, weight);
    store_weight(weight, weights + i);
  }
  return sum_of_lanes(sum);
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_SOFTMAX_INL_H_
