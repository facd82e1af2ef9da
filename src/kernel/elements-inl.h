// Rows of fp32 or bfloat16 read and written as fp32 vectors. Included once per target, after
// hwy/foreach_target.h.
#if defined(TANGO_KERNEL_ELEMENTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_ELEMENTS_INL_H_
#undef TANGO_KERNEL_ELEMENTS_INL_H_
#else
#define TANGO_KERNEL_ELEMENTS_INL_H_
#endif

#include <cstring>

#include "kernel/bfloat16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

HWY_INLINE Vector load_elements(const float* src, int count) {
  return count >= kLanes ? hn::LoadU(Floats(), src) : load_part(src, count);
}

HWY_INLINE Vector load_elements(const Bfloat16* src, int count) {
  if (count >= kLanes) return load_bfloat16(src);
  HWY_ALIGN Bfloat16 part[hn::MaxLanes(Floats())] = {};
  std::memcpy(part, src, static_cast<std::size_t>(count) * sizeof(Bfloat16));
  return load_bfloat16(part);
}

HWY_INLINE void store_elements_of(Vector value, int count, float* dst) {
  if (count >= kLanes) return hn::StoreU(value, Floats(), dst);
  store_part(value, count, dst);
}

HWY_INLINE void store_elements_of(Vector value, int count, Bfloat16* dst) {
  if (count >= kLanes) return store_bfloat16(value, dst);
  HWY_ALIGN Bfloat16 part[hn::MaxLanes(Floats())];
  store_bfloat16(value, part);
  std::memcpy(dst, part, static_cast<std::size_t>(count) * sizeof(Bfloat16));
}

/// As for_each_vector: calls body(load, store) for each vector of `count` elements, of either kind.
template <typename Body>
HWY_INLINE void for_each_elements(int count, const Body& body) {
  for (int i = 0; i < count; i += kLanes) {
    const int rest = count - i;
    body([i, rest](const auto* src) HWY_ATTR { return load_elements(src + i, rest); },
         [i, rest](Vector value, auto* dst) HWY_ATTR { store_elements_of(value, rest, dst + i); });
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_ELEMENTS_INL_H_
