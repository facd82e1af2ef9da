// fp32 vectors to and from bfloat16. Included once per target, after hwy/foreach_target.h.
#if defined(TANGO_KERNEL_BFLOAT16_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_BFLOAT16_INL_H_
#undef TANGO_KERNEL_BFLOAT16_INL_H_
#else
#define TANGO_KERNEL_BFLOAT16_INL_H_
#endif

#include "kernel/bfloat16.h"
#include "kernel/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

using HalfWords = hn::Rebind<std::uint16_t, Floats>;

/// As to_bfloat16 rounds; kLanes of them.
HWY_INLINE void store_bfloat16(Vector value, Bfloat16* dst) {
  const hn::RebindToSigned<Floats> d;
  const auto bits = hn::BitCast(d, value);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(d, 1));
  const auto rounded = hn::Add(hn::Add(bits, hn::Set(d, 0x7FFF)), odd);
  // The upper half fits as an unsigned number, so saturation does not change it.
  const auto upper = hn::And(hn::ShiftRight<16>(rounded), hn::Set(d, 0xFFFF));
  hn::StoreU(hn::DemoteTo(HalfWords(), upper), HalfWords(), reinterpret_cast<std::uint16_t*>(dst));
}

HWY_INLINE Vector load_bfloat16(const Bfloat16* src) {
  const hn::RebindToUnsigned<Floats> d;
  const auto words = hn::LoadU(HalfWords(), reinterpret_cast<const std::uint16_t*>(src));
  return hn::BitCast(Floats(), hn::ShiftLeft<16>(hn::PromoteTo(d, words)));
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_BFLOAT16_INL_H_
