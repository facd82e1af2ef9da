#include "kernel/attention/attention.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernel/attention/scratch.h"
#include "kernel/isa.h"
#include "kernel/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/attention/attention.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/attention/packing-inl.h"
#include "kernel/softmax/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

/// Copies rows whose last group would reach into the next head; the rest of that group is 0.
template <typename Element>
void copy_queries(const HeadRows<Element>& queries, std::ptrdiff_t bytes, std::byte* copies) {
  for (int r = 0; r < queries.tokens; ++r, copies += bytes) {
    std::memset(copies, 0, static_cast<std::size_t>(bytes));
    std::memcpy(copies, queries.data + r * queries.stride,
                static_cast<std::size_t>(queries.head_size) * sizeof(Element));
  }
}

template <class Dot, typename Element>
void attend(const AttentionInput<Element>& input, Heads heads, std::byte* memory, float* dst) {
  constexpr int kPerGroup = kGroupBytes / static_cast<int>(sizeof(Element));
  constexpr int kRows = HWY_MIN(kMostQueries, Dot::kMaxRows);
  const std::ptrdiff_t width = static_cast<std::ptrdiff_t>(input.num_heads) * input.head_size;
  const float scale = 1.0F / std::sqrt(static_cast<float>(input.head_size));
  const int key_groups = (input.head_size + kPerGroup - 1) / kPerGroup;
  const int value_groups = (input.tokens + kPerGroup - 1) / kPerGroup;
  const AttentionScratch scratch(memory, input.tokens, input.head_size);
  const auto* weights = reinterpret_cast<const std::byte*>(scratch.scores);
  const std::ptrdiff_t weight_bytes =
      scratch.score_stride * static_cast<std::ptrdiff_t>(sizeof(float));
  for (int head = heads.begin; head < heads.end; ++head) {
    const std::ptrdiff_t column = static_cast<std::ptrdiff_t>(head) * input.head_size;
    const auto of_head = [&](const Element* rows) {
      return HeadRows<Element>{rows + column, input.key_value_stride, input.tokens,
                               input.head_size};
    };
    float* const significance = input.significance == nullptr
                                    ? nullptr
                                    : input.significance + head * input.significance_stride;
    if (significance != nullptr) std::fill_n(significance, input.tokens, 0.0F);
    pack_keys(of_head(input.key), scratch.keys);
    pack_values(of_head(input.value), scratch.values);
    for (int i = 0; i < input.queries; i += kRows) {
      const int rows = HWY_MIN(input.queries - i, kRows);
      const HeadRows<Element> queries{input.query + i * input.query_stride + column,
                                      input.query_stride, rows, input.head_size};
      const auto* query = reinterpret_cast<const std::byte*>(queries.data);
      std::ptrdiff_t query_bytes = queries.stride * static_cast<std::ptrdiff_t>(sizeof(Element));
      if (input.head_size % kPerGroup != 0) {
        query = scratch.queries;
        query_bytes = std::ptrdiff_t{key_groups} * kGroupBytes;
        copy_queries(queries, query_bytes, scratch.queries);
      }
      for_each_tile<kRows>(
          rows, SmallProduct<Dot>{query, query_bytes, scratch.keys, key_groups, input.tokens,
                                  nullptr, scratch.scores, scratch.score_stride, true});
      float shares[kMostQueries];
      for (int r = 0; r < rows; ++r) {
        const float* bias = input.relative_bias == nullptr
                                ? nullptr
                                : input.relative_bias + head * input.relative_bias_stride - i - r;
        float* row = scratch.scores + r * scratch.score_stride;
        auto* row_weights = reinterpret_cast<std::byte*>(row);
        shares[r] = 1.0F / softmax_weights<Dot>(row, input.tokens, scale, bias, row_weights);
        if (significance != nullptr) {
          add_weights<Dot>(row_weights, input.tokens, shares[r], significance);
        }
      }
      for_each_tile<kRows>(
          rows, SmallProduct<Dot>{weights, weight_bytes, scratch.values, value_groups,
                                  input.head_size, shares, dst + i * width + column, width, false});
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
  return AttentionScratch(nullptr, tokens, head_size).bytes;
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
