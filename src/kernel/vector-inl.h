// What every Highway kernel here shares: the last, partial vector of a row. Included once per
// target, after hwy/foreach_target.h.
#if defined(TANGO_KERNEL_VECTOR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_VECTOR_INL_H_
#undef TANGO_KERNEL_VECTOR_INL_H_
#else
#define TANGO_KERNEL_VECTOR_INL_H_
#endif

#include <cstring>

#include "kernel/targets.h"
// The order matters: targets.h comes first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;
constexpr int kLanes = static_cast<int>(hn::MaxLanes(Floats()));

/// The first `count` lanes from `src`, the rest `fill`. Touches no memory past `count`: masked
/// loads would before AVX.
inline Vector load_part(const float* src, int count, float fill = 0.0F) {
  const Floats d;
  HWY_ALIGN float lanes[hn::MaxLanes(Floats())];
  hn::Store(hn::Set(d, fill), d, lanes);
  std::memcpy(lanes, src, static_cast<std::size_t>(count) * sizeof(float));
  return hn::Load(d, lanes);
}

inline void store_part(Vector value, int count, float* dst) {
  const Floats d;
  HWY_ALIGN float lanes[hn::MaxLanes(Floats())];
  hn::Store(value, d, lanes);
  std::memcpy(dst, lanes, static_cast<std::size_t>(count) * sizeof(float));
}

/// Calls body(i, load, store) for each vector of a row of `count` elements: load(p) and store(v, p)
/// act on elements i … of p, on as many as there are. Every vector goes through the same
/// operations, so that a result depends only on its index and the row.
template <typename Body>
inline void for_each_vector(int count, const Body& body, float fill = 0.0F) {
  const Floats d;
  int i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    body(
        i, [d, i](const float* src) HWY_ATTR { return hn::LoadU(d, src + i); },
        [d, i](Vector value, float* dst) HWY_ATTR { hn::StoreU(value, d, dst + i); });
  }
  if (i < count) {
    const int rest = count - i;
    body(
        i, [=](const float* src) HWY_ATTR { return load_part(src + i, rest, fill); },
        [=](Vector value, float* dst) HWY_ATTR { store_part(value, rest, dst + i); });
  }
}

inline float sum_of_lanes(Vector value) { return hn::GetLane(hn::SumOfLanes(Floats(), value)); }
inline float max_of_lanes(Vector value) { return hn::GetLane(hn::MaxOfLanes(Floats(), value)); }

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_VECTOR_INL_H_
