#include "kernel/attention/attention.h"

#include <algorithm>
#include <cmath>

#include "kernel/softmax/softmax.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/attention/attention.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/vector-inl.h"

#ifndef TANGO_KERNEL_ATTENTION_SHARED
#define TANGO_KERNEL_ATTENTION_SHARED
namespace tango::kernel {
namespace {

constexpr int kMaxBlock = 32;      // columns of a packed block with the widest vectors
constexpr int kMaxRows = 8;        // queries whose scores are held at once
constexpr int kScorePadding = 16;  // keeps rows of scores off one another's cache sets

constexpr std::ptrdiff_t round_up(std::ptrdiff_t value, std::ptrdiff_t step) {
  return (value + step - 1) / step * step;
}

std::ptrdiff_t score_stride(int tokens) { return round_up(tokens, kMaxBlock) + kScorePadding; }

}  // namespace
}  // namespace tango::kernel
#endif  // TANGO_KERNEL_ATTENTION_SHARED

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

constexpr int kBlock = 2 * kLanes;
constexpr int kRows = kLanes >= 16 ? kMaxRows : 4;  // 2 * kRows sums fit the registers

/// c [kCount x columns] = a [kCount x depth] * packed [depth x kBlock]; columns <= kBlock. Each
/// element is one chain of multiply-adds over the depth, whatever kCount.
template <int kCount>
HWY_NOINLINE void tile(const float* a, std::ptrdiff_t a_stride, const float* packed, int depth,
                       int columns, float* c, std::ptrdiff_t c_stride) {
  const Floats d;
  Vector left[kCount];
  Vector right[kCount];
#pragma GCC unroll 8
  for (int r = 0; r < kCount; ++r) left[r] = right[r] = hn::Zero(d);
  for (int k = 0; k < depth; ++k) {
    const Vector b_left = hn::LoadU(d, packed);
    const Vector b_right = hn::LoadU(d, packed + kLanes);
    packed += kBlock;
#pragma GCC unroll 8
    for (int r = 0; r < kCount; ++r) {
      const Vector scalar = hn::Set(d, a[r * a_stride + k]);
      left[r] = hn::MulAdd(scalar, b_left, left[r]);
      right[r] = hn::MulAdd(scalar, b_right, right[r]);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < kCount; ++r) {
    float* row = c + r * c_stride;
    if (columns == kBlock) {
      hn::StoreU(left[r], d, row);
      hn::StoreU(right[r], d, row + kLanes);
    } else {
      store_part(left[r], HWY_MIN(columns, kLanes), row);
      store_part(right[r], HWY_MAX(columns - kLanes, 0), row + kLanes);
    }
  }
}

/// c [rows x columns] = a [rows x depth] * packed, block after block of columns. rows <= kRows.
void product(const float* a, std::ptrdiff_t a_stride, const float* packed, int rows, int depth,
             int columns, float* c, std::ptrdiff_t c_stride) {
  for (int column = 0; column < columns; column += kBlock) {
    const float* block = packed + static_cast<std::ptrdiff_t>(column) * depth;
    const int width = HWY_MIN(columns - column, kBlock);
    int r = 0;
    const auto run = [&](auto count) {
      for (; r + count() <= rows; r += count()) {
        tile<count()>(a + r * a_stride, a_stride, block, depth, width, c + r * c_stride + column,
                      c_stride);
      }
    };
    run(std::integral_constant<int, kRows>());
    run(std::integral_constant<int, 4>());
    run(std::integral_constant<int, 2>());
    run(std::integral_constant<int, 1>());
  }
}

/// Blocks of kBlock keys, each [head_size x kBlock]; keys past the end are zero.
void pack_keys(const AttentionInput& input, const float* key, float* packed) {
  for (int begin = 0; begin < input.tokens; begin += kBlock) {
    for (int j = 0; j < kBlock; ++j) {
      const float* src = key + (begin + j) * input.key_value_stride;
      const bool inside = begin + j < input.tokens;
      for (int i = 0; i < input.head_size; ++i) packed[i * kBlock + j] = inside ? src[i] : 0.0F;
    }
    packed += static_cast<std::ptrdiff_t>(input.head_size) * kBlock;
  }
}

/// Blocks of kBlock columns, each [tokens x kBlock]; columns past the head are zero.
void pack_values(const AttentionInput& input, const float* value, float* packed) {
  for (int column = 0; column < input.head_size; column += kBlock) {
    const int width = HWY_MIN(input.head_size - column, kBlock);
    for (int j = 0; j < input.tokens; ++j) {
      const float* src = value + j * input.key_value_stride + column;
      std::copy_n(src, width, packed);
      std::fill(packed + width, packed + kBlock, 0.0F);
      packed += kBlock;
    }
  }
}

void attention_fast(const AttentionInput& input, float* scratch, float* dst) {
  const std::ptrdiff_t width = static_cast<std::ptrdiff_t>(input.num_heads) * input.head_size;
  const std::ptrdiff_t stride = score_stride(input.tokens);
  const float scale = 1.0F / std::sqrt(static_cast<float>(input.head_size));
  float* scores = scratch;
  float* keys = scores + kMaxRows * stride;
  float* values = keys + round_up(input.tokens, kBlock) * input.head_size;
  for (int head = 0; head < input.num_heads; ++head) {
    const std::ptrdiff_t column = static_cast<std::ptrdiff_t>(head) * input.head_size;
    pack_keys(input, input.key + column, keys);
    pack_values(input, input.value + column, values);
    for (int i = 0; i < input.queries; i += kRows) {
      const int rows = HWY_MIN(input.queries - i, kRows);
      product(input.query + i * input.query_stride + column, input.query_stride, keys, rows,
              input.head_size, input.tokens, scores, stride);
      const float* bias = input.relative_bias == nullptr
                              ? nullptr
                              : input.relative_bias + head * input.relative_bias_stride - i;
      softmax(scores, rows, stride, input.tokens, scale, bias);
      product(scores, stride, values, rows, input.tokens, input.head_size, dst + i * width + column,
              width);
    }
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

std::size_t attention_scratch_size(int tokens, int head_size) {
  return static_cast<std::size_t>(kMaxRows * score_stride(tokens) +
                                  round_up(tokens, kMaxBlock) * head_size +
                                  round_up(head_size, kMaxBlock) * tokens);
}

HWY_EXPORT(attention_fast);

void attention(const AttentionInput& input, float* scratch, float* dst) {
  HWY_DYNAMIC_DISPATCH(attention_fast)(input, scratch, dst);
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
