// Vectors stored as the elements of a row that a product reads. Included once per target, after
// hwy/foreach_target.h.
#if defined(TANGO_KERNEL_QUANTIZE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_QUANTIZE_INL_H_
#undef TANGO_KERNEL_QUANTIZE_INL_H_
#else
#define TANGO_KERNEL_QUANTIZE_INL_H_
#endif

#include <cstdint>

#include "kernel/bfloat16-inl.h"
#include "kernel/matmul/dot-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

constexpr float kMostInt8 = 127.0F;
constexpr int kShift = 128;  // the products multiply unsigned values

/// Elements `i` … of `row`, kLanes of them. int8: multiplied by `inverse_scale`, which leaves
/// magnitudes of at most 127, and rounded.
template <class Dot>
HWY_INLINE void store_elements(Vector values, float inverse_scale, std::byte* row, int i) {
  if constexpr (Dot::kPrecision == Precision::kFloat32) {
    hn::StoreU(values, Floats(), reinterpret_cast<float*>(row) + i);
  } else if constexpr (Dot::kPrecision == Precision::kBfloat16) {
    Dot::store(values, reinterpret_cast<Bfloat16*>(row) + i);
  } else {
    const IntVector rounded = hn::NearestInt(hn::Mul(values, hn::Set(Floats(), inverse_scale)));
    const hn::Rebind<std::uint8_t, Floats> bytes;
    hn::StoreU(hn::DemoteTo(bytes, hn::Add(rounded, hn::Set(Ints(), kShift))), bytes,
               reinterpret_cast<std::uint8_t*>(row) + i);
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_QUANTIZE_INL_H_
