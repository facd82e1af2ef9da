#include "kernel/attention/attention.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernel/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/attention/attention.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/matmul/tile-inl.h"
#include "kernel/softmax/softmax-inl.h"

#ifndef TANGO_KERNEL_ATTENTION_SHARED
#define TANGO_KERNEL_ATTENTION_SHARED
namespace tango::kernel {
namespace {

constexpr int kStrip = PackedWeights::kStrip;
constexpr int kGroupBytes = PackedWeights::kGroupBytes;
constexpr int kMostRows = 6;       // queries whose scores are held at once
constexpr int kScorePadding = 16;  // keeps rows of scores off one another's cache sets

constexpr std::ptrdiff_t round_up(std::ptrdiff_t value, std::ptrdiff_t step) {
  return (value + step - 1) / step * step;
}

/// Elements from row to row of the scores; whole vectors may be written past a row's end.
std::ptrdiff_t score_stride(int tokens) { return round_up(tokens, kStrip) + kScorePadding; }

/// Of a packed matrix of `depth` rows, in groups of `per_group`, and `columns` columns.
std::ptrdiff_t packed_bytes(int depth, int columns, int per_group) {
  return round_up(columns, kStrip) * (round_up(depth, per_group) / per_group) * kGroupBytes;
}

}  // namespace
}  // namespace tango::kernel
#endif  // TANGO_KERNEL_ATTENTION_SHARED

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

constexpr int kWidestTile = kManyRegisters ? 4 : 2;  // vectors

/// c [rows x columns] = a * packed * scales: rows of `a` are groups, `packed` is strips as in
/// PackedWeights. Whole vectors of c are written where `whole`, else its columns alone.
template <class Dot>
struct SmallProduct {
  const std::byte* a;
  std::ptrdiff_t a_stride;
  const std::byte* packed;
  int groups;
  int columns;
  const float* scales;  // of each row; null for 1
  float* c;
  std::ptrdiff_t c_stride;
  bool whole;

  template <int kRows>
  HWY_NOINLINE void run(int row, int) const {
    for (int column = 0; column < columns;) {
      const int vectors = HWY_MIN(
          (HWY_MIN(columns - column, kStrip - column % kStrip) + kLanes - 1) / kLanes, kWidestTile);
      if (vectors >= 4) {
        tile<kRows, HWY_MIN(4, kWidestTile)>(row, column);
      } else if (vectors == 3) {
        tile<kRows, HWY_MIN(3, kWidestTile)>(row, column);
      } else if (vectors == 2) {
        tile<kRows, 2>(row, column);
      } else {
        tile<kRows, 1>(row, column);
      }
      column += vectors * kLanes;
    }
  }

 private:
  template <int kRows, int kVectors>
  HWY_INLINE void tile(int row, int column) const {
    const Floats d;
    const std::byte* right =
        packed +
        (static_cast<std::ptrdiff_t>(column / kStrip) * groups * kStrip + column % kStrip) *
            kGroupBytes;
    Sums<Dot, kRows, kVectors> sums;
    accumulate<kLanes>(a + row * a_stride, a_stride, right, groups, Prefetch{right, 0}, sums);
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
      const Vector scale = hn::Set(d, scales == nullptr ? 1.0F : scales[row + r]);
      float* out = c + (row + r) * c_stride + column;
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v, out += kLanes) {
        const Vector value = hn::Mul(sums.at[r][v], scale);
        const int rest = columns - column - v * kLanes;
        if (whole || rest >= kLanes) {
          hn::StoreU(value, d, out);
        } else if (rest > 0) {
          store_part(value, rest, out);
        }
      }
    }
  }
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
void pack_keys(const AttentionInput<Element>& input, const Element* key, std::byte* packed) {
  constexpr int kPerGroup = kGroupBytes / static_cast<int>(sizeof(Element));
  constexpr int kBlock = 4;
  const int groups = (input.head_size + kPerGroup - 1) / kPerGroup;
  const int whole = input.head_size / kPerGroup / kBlock * kBlock;
  const std::ptrdiff_t key_bytes =
      input.key_value_stride * static_cast<std::ptrdiff_t>(sizeof(Element));
  const auto columns = static_cast<int>(round_up(input.tokens, kLanes));
  for (int j = 0; j < columns; j += kBlock) {
    auto* dst = reinterpret_cast<std::int32_t*>(packed) +
                static_cast<std::ptrdiff_t>(j / kStrip) * groups * kStrip + j % kStrip;
    const Element* src = key + j * input.key_value_stride;
    int g = 0;
    if (j + kBlock <= input.tokens) {
      for (; g < whole; g += kBlock) {
        transpose_groups(src + g * kPerGroup, key_bytes, dst + std::ptrdiff_t{g} * kStrip);
      }
    }
    for (; g < groups; ++g) {
      for (int column = 0; column < kBlock; ++column) {
        dst[std::ptrdiff_t{g} * kStrip + column] =
            j + column < input.tokens
                ? key_group(src + column * input.key_value_stride, g, input.head_size)
                : 0;
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
void pack_values(const AttentionInput<Element>& input, const Element* value, std::byte* packed) {
  constexpr int kPerGroup = kGroupBytes / static_cast<int>(sizeof(Element));
  const int groups = (input.tokens + kPerGroup - 1) / kPerGroup;
  for (int begin = 0; begin < input.head_size; begin += kStrip) {
    const int width = HWY_MIN(input.head_size - begin, kStrip);
    for (int g = 0; g < groups; ++g, packed += std::ptrdiff_t{kStrip} * kGroupBytes) {
      const Element* src = value + g * kPerGroup * input.key_value_stride + begin;
      auto* dst = reinterpret_cast<std::int32_t*>(packed);
      for (int column = 0; column < width; column += kLanes) {
        IntVector group = load_row(src + column, width - column);
        if constexpr (kPerGroup == 2) {
          group = hn::BitCast(
              Ints(), hn::ShiftRight<16>(hn::BitCast(hn::RebindToUnsigned<Floats>(), group)));
          if (g * 2 + 1 < input.tokens) {
            group = hn::Or(group, load_row(src + input.key_value_stride + column, width - column));
          }
        }
        hn::StoreU(group, Ints(), dst + column);
      }
    }
  }
}

template <class Dot, typename Element>
void attend(const AttentionInput<Element>& input, Heads heads, std::byte* scratch, float* dst) {
  constexpr int kPerGroup = kGroupBytes / static_cast<int>(sizeof(Element));
  constexpr int kRows = HWY_MIN(kMostRows, Dot::kMaxRows);
  const std::ptrdiff_t width = static_cast<std::ptrdiff_t>(input.num_heads) * input.head_size;
  const std::ptrdiff_t stride = score_stride(input.tokens);
  const std::ptrdiff_t stride_bytes = stride * static_cast<std::ptrdiff_t>(sizeof(float));
  const float scale = 1.0F / std::sqrt(static_cast<float>(input.head_size));
  auto* scores = reinterpret_cast<float*>(scratch);
  std::byte* queries = scratch + kMostRows * stride_bytes;
  std::byte* keys = queries + packed_bytes(input.head_size, kStrip, 1);
  std::byte* values = keys + packed_bytes(input.head_size, input.tokens, kPerGroup);
  const int key_groups = (input.head_size + kPerGroup - 1) / kPerGroup;
  for (int head = heads.begin; head < heads.end; ++head) {
    const std::ptrdiff_t column = static_cast<std::ptrdiff_t>(head) * input.head_size;
    pack_keys(input, input.key + column, keys);
    pack_values(input, input.value + column, values);
    for (int i = 0; i < input.queries; i += kRows) {
      const int rows = HWY_MIN(input.queries - i, kRows);
      const auto* query =
          reinterpret_cast<const std::byte*>(input.query + i * input.query_stride + column);
      std::ptrdiff_t query_bytes =
          input.query_stride * static_cast<std::ptrdiff_t>(sizeof(Element));
      if (input.head_size % kPerGroup != 0) {  // the last group reaches into the next head
        const std::ptrdiff_t bytes = std::ptrdiff_t{key_groups} * kGroupBytes;
        for (int r = 0; r < rows; ++r) {
          std::memset(queries + r * bytes, 0, static_cast<std::size_t>(bytes));
          std::memcpy(queries + r * bytes, query + r * query_bytes,
                      static_cast<std::size_t>(input.head_size) * sizeof(Element));
        }
        query = queries;
        query_bytes = bytes;
      }
      for_each_tile<kRows>(rows, SmallProduct<Dot>{query, query_bytes, keys, key_groups,
                                                   input.tokens, nullptr, scores, stride, true});
      float shares[kMostRows];
      for (int r = 0; r < rows; ++r) {
        const float* bias = input.relative_bias == nullptr
                                ? nullptr
                                : input.relative_bias + head * input.relative_bias_stride - i - r;
        float* row = scores + r * stride;
        shares[r] =
            1.0F / softmax_weights(row, input.tokens, scale, bias, reinterpret_cast<Element*>(row));
      }
      for_each_tile<kRows>(
          rows, SmallProduct<Dot>{scratch, stride_bytes, values,
                                  (input.tokens + kPerGroup - 1) / kPerGroup, input.head_size,
                                  shares, dst + i * width + column, width, false});
    }
  }
}

void attend_float32(const AttentionInput<float>& input, Heads heads, std::byte* scratch,
                    float* dst) {
  attend<DotFloat32>(input, heads, scratch, dst);
}
void attend_bfloat16(const AttentionInput<Bfloat16>& input, Heads heads, std::byte* scratch,
                     float* dst) {
  attend<DotBfloat16>(input, heads, scratch, dst);
}
void attend_bfloat16_widened(const AttentionInput<Bfloat16>& input, Heads heads, std::byte* scratch,
                             float* dst) {
  attend<DotBfloat16Widened>(input, heads, scratch, dst);
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

std::size_t attention_scratch_bytes(int tokens, int head_size) {
  const std::ptrdiff_t scores =
      kMostRows * score_stride(tokens) * static_cast<std::ptrdiff_t>(sizeof(float));
  return static_cast<std::size_t>(scores + packed_bytes(head_size, kStrip, 1) +
                                  packed_bytes(head_size, tokens, 1) +
                                  packed_bytes(tokens, head_size, 1));
}

HWY_EXPORT(attend_float32);
HWY_EXPORT(attend_bfloat16);
HWY_EXPORT(attend_bfloat16_widened);

void attention(const AttentionInput<float>& input, Heads heads, std::byte* scratch, float* dst) {
  HWY_DYNAMIC_DISPATCH(attend_float32)(input, heads, scratch, dst);
}

void attention(const AttentionInput<Bfloat16>& input, Heads heads, std::byte* scratch, float* dst) {
  if (has_bfloat16_dot()) {
    HWY_DYNAMIC_DISPATCH(attend_bfloat16)(input, heads, scratch, dst);
  } else {
    HWY_DYNAMIC_DISPATCH(attend_bfloat16_widened)(input, heads, scratch, dst);
  }
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
