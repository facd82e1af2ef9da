#include "kernel/quantize/quantize.h"

#include <cstddef>

#include "kernel/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/quantize/quantize.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/quantize/quantize-inl.h"

#ifndef TANGO_KERNEL_QUANTIZE_SHARED
#define TANGO_KERNEL_QUANTIZE_SHARED
namespace tango::kernel {
namespace {

template <typename Element>
struct Rows {
  const Element* data;
  std::ptrdiff_t stride;
  int count, inputs;
};

}  // namespace
}  // namespace tango::kernel
#endif  // TANGO_KERNEL_QUANTIZE_SHARED

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

HWY_INLINE Vector load_vector(const float* src) { return hn::LoadU(Floats(), src); }
HWY_INLINE Vector load_vector(const Bfloat16* src) { return load_bfloat16(src); }

HWY_INLINE float as_float(float value) { return value; }
HWY_INLINE float as_float(Bfloat16 value) { return to_float(value); }

/// Calls body(i, vector) for each vector of a row; lanes past the end are 0.
template <typename Element, typename Body>
HWY_INLINE void for_each_loaded(const Element* src, int count, const Body& body) {
  int i = 0;
  for (; i + kLanes <= count; i += kLanes) body(i, load_vector(src + i));
  if (i < count) {
    HWY_ALIGN float rest[hn::MaxLanes(Floats())] = {};
    for (int lane = 0; i + lane < count; ++lane) rest[lane] = as_float(src[i + lane]);
    body(i, hn::Load(Floats(), rest));
  }
}

template <typename Element>
HWY_INLINE float largest(const Element* src, int inputs) {
  Vector most = hn::Zero(Floats());
  for_each_loaded(src, inputs,
                  [&](int, Vector value) HWY_ATTR { most = hn::Max(most, hn::Abs(value)); });
  return max_of_lanes(most);
}

template <class Dot, typename Element>
void quantize_as(const Rows<Element>& src, std::byte* dst, std::ptrdiff_t dst_stride,
                 float* scales) {
  for (int r = 0; r < src.count; ++r, dst += dst_stride) {
    const Element* row = src.data + r * src.stride;
    float inverse = 1;
    if constexpr (Dot::kPrecision == Precision::kInt8) {
      const float most = largest(row, src.inputs);
      scales[r] = most / kMostInt8;
      inverse = most > 0 ? kMostInt8 / most : 0.0F;
    }
    for_each_loaded(row, src.inputs, [&](int i, Vector value) HWY_ATTR {
      store_elements<Dot>(value, inverse, dst, i);
    });
  }
}

template <typename Element>
void quantize_rows(Precision precision, const Rows<Element>& src, std::byte* dst,
                   std::ptrdiff_t dst_stride, float* scales) {
  if (precision == Precision::kFloat32) {
    quantize_as<DotFloat32>(src, dst, dst_stride, scales);
  } else if (precision == Precision::kBfloat16) {
    quantize_as<DotBfloat16>(src, dst, dst_stride, scales);
  } else {
    quantize_as<DotInt8>(src, dst, dst_stride, scales);
  }
}

void quantize_floats(Precision precision, const Rows<float>& src, std::byte* dst,
                     std::ptrdiff_t dst_stride, float* scales) {
  quantize_rows(precision, src, dst, dst_stride, scales);
}

void quantize_bfloats(Precision precision, const Rows<Bfloat16>& src, std::byte* dst,
                      std::ptrdiff_t dst_stride, float* scales) {
  quantize_rows(precision, src, dst, dst_stride, scales);
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {
namespace {

HWY_EXPORT(quantize_floats);
HWY_EXPORT(quantize_bfloats);

constexpr std::ptrdiff_t kCacheLine = 64;

}  // namespace

int element_bytes(Precision precision) {
  switch (precision) {
    case Precision::kFloat32:
      return 4;
    case Precision::kBfloat16:
      return 2;
    case Precision::kInt8:
      return 1;
  }
  return 4;
}

std::ptrdiff_t quantized_stride(Precision precision, int inputs) {
  const std::ptrdiff_t bytes = std::ptrdiff_t{element_bytes(precision)} * inputs;
  return (bytes + kCacheLine - 1) / kCacheLine * kCacheLine;
}

void quantize(Precision precision, const float* src, std::ptrdiff_t stride, int rows, int inputs,
              std::byte* dst, float* scales) {
  HWY_DYNAMIC_DISPATCH(quantize_floats)
  (precision, {src, stride, rows, inputs}, dst, quantized_stride(precision, inputs), scales);
}

void quantize(Precision precision, const Bfloat16* src, std::ptrdiff_t stride, int rows, int inputs,
              std::byte* dst, float* scales) {
  HWY_DYNAMIC_DISPATCH(quantize_bfloats)
  (precision, {src, stride, rows, inputs}, dst, quantized_stride(precision, inputs), scales);
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
