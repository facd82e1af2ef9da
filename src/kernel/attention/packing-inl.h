// Keys and values of a head in the order in which products read them. Included once per target,
// after hwy/foreach_target.h.
#if defined(TANGO_KERNEL_PACKING_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_PACKING_INL_H_
#undef TANGO_KERNEL_PACKING_INL_H_
#else
#define TANGO_KERNEL_PACKING_INL_H_
#endif

#include "kernel/attention/small_product-inl.h"
#include "kernel/bfloat16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

/// One head of a text's keys or values: `tokens` rows of `head_size` elements.
template <typename Element>
struct HeadRows {
  const Element* data;
  std::ptrdiff_t stride;  // from row to row, in elements
  int tokens, head_size;
};

/// Group `g` of a key; elements past the head are 0.
template <typename Element>
HWY_INLINE std::int32_t key_group(const Element* key, int g, int head_size) {
  constexpr int kPerGroup = kGroupBytes / static_cast<int>(sizeof(Element));
  std::int32_t group = 0;
  std::memcpy(
      &group, key + g * kPerGroup,
      sizeof(Element) * static_cast<std::size_t>(HWY_MIN(kPerGroup, head_size - g * kPerGroup)));
  return group;
}

/// Four groups of four keys, transposed: dst + i * kStrip gets group i of each.
HWY_INLINE void transpose_groups(const void* key, std::ptrdiff_t key_bytes, std::int32_t* dst) {
  const hn::Full128<std::int32_t> d;
  const hn::Full128<std::int64_t> wide;
  const auto* bytes = static_cast<const std::byte*>(key);
  const auto load = [&](int j) HWY_ATTR {
    return hn::LoadU(d, reinterpret_cast<const std::int32_t*>(bytes + j * key_bytes));
  };
  const auto low01 = hn::BitCast(wide, hn::InterleaveLower(d, load(0), load(1)));
  const auto low23 = hn::BitCast(wide, hn::InterleaveLower(d, load(2), load(3)));
  const auto high01 = hn::BitCast(wide, hn::InterleaveUpper(d, load(0), load(1)));
  const auto high23 = hn::BitCast(wide, hn::InterleaveUpper(d, load(2), load(3)));
  const auto store = [&](auto value, int i)
                         HWY_ATTR { hn::StoreU(hn::BitCast(d, value), d, dst + i * kStrip); };
  store(hn::InterleaveLower(wide, low01, low23), 0);
  store(hn::InterleaveUpper(wide, low01, low23), 1);
  store(hn::InterleaveLower(wide, high01, high23), 2);
  store(hn::InterleaveUpper(wide, high01, high23), 3);
}

/// K^T: columns are tokens, depth the head. Columns of the last vector past the end are 0.
template <typename Element>
void pack_keys(const HeadRows<Element>& keys, std::byte* packed) {
  constexpr int kPerGroup = kGroupBytes / static_cast<int>(sizeof(Element));
  constexpr int kBlock = 4;
  const int groups = (keys.head_size + kPerGroup - 1) / kPerGroup;
  const int whole = keys.head_size / kPerGroup / kBlock * kBlock;
  const std::ptrdiff_t key_bytes = keys.stride * static_cast<std::ptrdiff_t>(sizeof(Element));
  const auto columns = static_cast<int>(round_up(keys.tokens, kLanes));
  for (int j = 0; j < columns; j += kBlock) {
    auto* dst = reinterpret_cast<std::int32_t*>(packed) +
                static_cast<std::ptrdiff_t>(j / kStrip) * groups * kStrip + j % kStrip;
    const Element* src = keys.data + j * keys.stride;
    int g = 0;
    if (j + kBlock <= keys.tokens) {
      for (; g < whole; g += kBlock) {
        transpose_groups(src + g * kPerGroup, key_bytes, dst + std::ptrdiff_t{g} * kStrip);
      }
    }
    for (; g < groups; ++g) {
      for (int column = 0; column < kBlock; ++column) {
        dst[std::ptrdiff_t{g} * kStrip + column] =
            j + column < keys.tokens ? key_group(src + column * keys.stride, g, keys.head_size) : 0;
      }
    }
  }
}

HWY_INLINE IntVector load_row(const float* src, int count) {
  if (count >= kLanes) return hn::BitCast(Ints(), hn::LoadU(Floats(), src));
  return hn::BitCast(Ints(), load_part(src, count));
}

HWY_INLINE IntVector load_row(const Bfloat16* src, int count) {
  HWY_ALIGN Bfloat16 part[hn::MaxLanes(Floats())] = {};
  if (count < kLanes) {
    std::memcpy(part, src, static_cast<std::size_t>(count) * sizeof(Bfloat16));
    src = part;
  }
  return hn::BitCast(Ints(), load_bfloat16(src));  // in the upper halves
}

/// V: columns are the head's, depth is tokens.
template <typename Element>
void pack_values(const HeadRows<Element>& values, std::byte* packed) {
  constexpr int kPerGroup = kGroupBytes / static_cast<int>(sizeof(Element));
  const int groups = (values.tokens + kPerGroup - 1) / kPerGroup;
  for (int begin = 0; begin < values.head_size; begin += kStrip) {
    const int width = HWY_MIN(values.head_size - begin, kStrip);
    for (int g = 0; g < groups; ++g, packed += std::ptrdiff_t{kStrip} * kGroupBytes) {
      const Element* src = values.data + g * kPerGroup * values.stride + begin;
      auto* dst = reinterpret_cast<std::int32_t*>(packed);
      for (int column = 0; column < width; column += kLanes) {
        IntVector group = load_row(src + column, width - column);
        if constexpr (kPerGroup == 2) {
          group = hn::BitCast(
              Ints(), hn::ShiftRight<16>(hn::BitCast(hn::RebindToUnsigned<Floats>(), group)));
          if (g * 2 + 1 < values.tokens) {
            group = hn::Or(group, load_row(src + values.stride + column, width - column));
          }
        }
        hn::StoreU(group, Ints(), dst + column);
      }
    }
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_PACKING_INL_H_
