#include "kernel/elementwise/elementwise.h"

#include "kernel/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/elementwise/elementwise.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/elements-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

void add_float32(const float* src, int count, float* dst) {
  for_each_elements(count, [&](const auto& load, const auto& store)
                               HWY_ATTR { store(hn::Add(load(dst), load(src)), dst); });
}

template <typename Element>
void multiply_elements(const Element* src, int count, Element* dst) {
  for_each_elements(count, [&](const auto& load, const auto& store)
                               HWY_ATTR { store(hn::Mul(load(dst), load(src)), dst); });
}

void multiply_float32(const float* src, int count, float* dst) {
  multiply_elements(src, count, dst);
}
void multiply_bfloat16(const Bfloat16* src, int count, Bfloat16* dst) {
  multiply_elements(src, count, dst);
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

HWY_EXPORT(add_float32);
HWY_EXPORT(multiply_float32);
HWY_EXPORT(multiply_bfloat16);

void add(const float* src, int count, float* dst) {
  HWY_DYNAMIC_DISPATCH(add_float32)(src, count, dst);
}

void multiply(const float* src, int count, float* dst) {
  HWY_DYNAMIC_DISPATCH(multiply_float32)(src, count, dst);
}

void multiply(const Bfloat16* src, int count, Bfloat16* dst) {
  HWY_DYNAMIC_DISPATCH(multiply_bfloat16)(src, count, dst);
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
