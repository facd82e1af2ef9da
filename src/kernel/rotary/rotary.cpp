#include "kernel/rotary/rotary.h"

#include "kernel/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/rotary/rotary.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/elements-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

template <typename Element>
void rotate_rows(const RotaryTables& tables, int head_size, Heads heads, int count,
                 std::ptrdiff_t stride, Element* rows) {
  const std::ptrdiff_t half = head_size / 2;
  for (std::ptrdiff_t row = 0; row < count; ++row) {
    const float* const cosines = tables.cosines + row * half;
    const float* const sines = tables.sines + row * half;
    for (int head = heads.begin; head < heads.end; ++head) {
      Element* const first = rows + row * stride + std::ptrdiff_t{head} * head_size;
      for_each_elements(static_cast<int>(half), [&](const auto& load, const auto& store) HWY_ATTR {
        const Vector cosine = load(cosines);
        const Vector sine = load(sines);
        const Vector a = load(first);
        const Vector b = load(first + half);
        store(hn::NegMulAdd(b, sine, hn::Mul(a, cosine)), first);
        store(hn::MulAdd(a, sine, hn::Mul(b, cosine)), first + half);
      });
    }
  }
}

void rotate_float32(const RotaryTables& tables, int head_size, Heads heads, int count,
                    std::ptrdiff_t stride, float* rows) {
  rotate_rows(tables, head_size, heads, count, stride, rows);
}
void rotate_bfloat16(const RotaryTables& tables, int head_size, Heads heads, int count,
                     std::ptrdiff_t stride, Bfloat16* rows) {
  rotate_rows(tables, head_size, heads, count, stride, rows);
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

HWY_EXPORT(rotate_float32);
HWY_EXPORT(rotate_bfloat16);

void rotate(const RotaryTables& tables, int head_size, Heads heads, int count,
            std::ptrdiff_t stride, float* rows) {
  HWY_DYNAMIC_DISPATCH(rotate_float32)(tables, head_size, heads, count, stride, rows);
}

void rotate(const RotaryTables& tables, int head_size, Heads heads, int count,
            std::ptrdiff_t stride, Bfloat16* rows) {
  HWY_DYNAMIC_DISPATCH(rotate_bfloat16)(tables, head_size, heads, count, stride, rows);
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
