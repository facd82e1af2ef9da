#include "kernel/quantize/quantize.h"

#include <cstdint>
#include <cstring>

#include "kernel/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/quantize/quantize.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/bfloat16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

constexpr float kMost = 127.0F;
constexpr int kShift = 128;  // of the unsigned values that AVX512_VNNI multiplies

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
HWY_INLINE float scale_of(const Element* src, int inputs) {
  Vector most = hn::Zero(Floats());
  for_each_loaded(src, inputs, [&](int, Vector value)
                                   HWY_ATTR { most = hn::Max(most, hn::Abs(value)); });
  return max_of_lanes(most);
}

/// For DotInt8: a byte each, shifted up.
HWY_INLINE void store_shifted(hn::Vec<hn::RebindToSigned<Floats>> values, std::byte* dst, int i) {
  const hn::RebindToSigned<Floats> d;
  const hn::Rebind<std::uint8_t, Floats> bytes;
  hn::StoreU(hn::DemoteTo(bytes, hn::Add(values, hn::Set(d, kShift))), bytes,
             reinterpret_cast<std::uint8_t*>(dst) + i);
}

/// For DotInt8Widened: int16 each, in the order 0, 2, 1, 3 of every four.
HWY_INLINE void store_widened(hn::Vec<hn::RebindToSigned<Floats>> values, std::byte* dst, int i) {
  const hn::Rebind<std::int16_t, Floats> shorts;
  HWY_ALIGN std::int16_t lanes[hn::MaxLanes(Floats())];
  hn::StoreU(hn::DemoteTo(shorts, values), shorts, lanes);
  for (int group = 0; group < kLanes; group += 4) std::swap(lanes[group + 1], lanes[group + 2]);
  std::memcpy(dst + std::ptrdiff_t{2} * i, lanes, sizeof(lanes));
}

template <bool kShifted, typename Element>
void quantize_int8(const Element* src, std::ptrdiff_t stride, int rows, int inputs, std::byte* dst,
                   std::ptrdiff_t dst_stride, float* scales) {
  for (int r = 0; r < rows; ++r, src += stride, dst += dst_stride) {
    const float most = scale_of(src, inputs);
    scales[r] = most / kMost;
    const Vector inverse = hn::Set(Floats(), most > 0 ? kMost / most : 0.0F);
    for_each_loaded(src, inputs, [&](int i, Vector value) HWY_ATTR {
      const auto rounded = hn::NearestInt(hn::Mul(value, inverse));
      if constexpr (kShifted) {
        store_shifted(rounded, dst, i);
      } else {
        store_widened(rounded, dst, i);
      }
    });
  }
}

template <typename Element>
void quantize_bfloat16(const Element* src, std::ptrdiff_t stride, int rows, int inputs,
                       std::byte* dst, std::ptrdiff_t dst_stride) {
  for (int r = 0; r < rows; ++r, src += stride, dst += dst_stride) {
    auto* row = reinterpret_cast<Bfloat16*>(dst);
    for_each_loaded(src, inputs,
                    [&](int i, Vector value) HWY_ATTR { store_bfloat16(value, row + i); });
  }
}

template <typename Element>
void quantize_rows(Precision precision, bool shifted, const Element* src, std::ptrdiff_t stride,
                   int rows, int inputs, std::byte* dst, std::ptrdiff_t dst_stride, float* scales) {
  if (precision == Precision::kBfloat16) {
    quantize_bfloat16(src, stride, rows, inputs, dst, dst_stride);
  } else if (shifted) {
    quantize_int8<true>(src, stride, rows, inputs, dst, dst_stride, scales);
  } else {
    quantize_int8<false>(src, stride, rows, inputs, dst, dst_stride, scales);
  }
}

void quantize_floats(Precision precision, bool shifted, const float* src, std::ptrdiff_t stride,
                     int rows, int inputs, std::byte* dst, std::ptrdiff_t dst_stride,
                     float* scales) {
  quantize_rows(precision, shifted, src, stride, rows, inputs, dst, dst_stride, scales);
}

void quantize_bfloats(Precision precision, bool shifted, const Bfloat16* src, std::ptrdiff_t stride,
                      int rows, int inputs, std::byte* dst, std::ptrdiff_t dst_stride,
                      float* scales) {
  quantize_rows(precision, shifted, src, stride, rows, inputs, dst, dst_stride, scales);
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {
namespace {

HWY_EXPORT(quantize_floats);
HWY_EXPORT(quantize_bfloats);

constexpr std::ptrdiff_t kCacheLine = 64;

std::ptrdiff_t element_bytes(Precision precision) {
  switch (precision) {
    case Precision::kFloat32:
      return 4;
    case Precision::kBfloat16:
      return 2;
    case Precision::kInt8:
      return has_int8_dot() ? 1 : 2;
  }
  return 4;
}

}  // namespace

std::ptrdiff_t quantized_stride(Precision precision, int inputs) {
  const std::ptrdiff_t bytes = element_bytes(precision) * inputs;
  return (bytes + kCacheLine - 1) / kCacheLine * kCacheLine;
}

void quantize(Precision precision, const float* src, std::ptrdiff_t stride, int rows, int inputs,
              std::byte* dst, float* scales) {
  HWY_DYNAMIC_DISPATCH(quantize_floats)
  (precision, has_int8_dot(), src, stride, rows, inputs, dst, quantized_stride(precision, inputs),
   scales);
}

void quantize(Precision precision, const Bfloat16* src, std::ptrdiff_t stride, int rows, int inputs,
              std::byte* dst, float* scales) {
  HWY_DYNAMIC_DISPATCH(quantize_bfloats)
  (precision, has_int8_dot(), src, stride, rows, inputs, dst, quantized_stride(precision, inputs),
   scales);
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
