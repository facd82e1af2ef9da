// Scaled dot-product attention (Vaswani et al. 2017) of one text, whose tokens see only each other.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernel/bfloat16.h"
#include "kernel/matmul/packed_weights.h"

namespace tango::kernel {

/// What disentangled attention adds to scores by the way between two tokens (He et al. 2021,
/// DeBERTa, equation 4): query i and key j take q_i * key_b + k_j * query_b before scaling, where b
/// is buckets[j - i]. Non-owning.
struct RelativePositions {
  /// Of the distances from -(tokens - 1) to tokens - 1, never rising; below num_buckets.
  const std::int32_t* buckets = nullptr;
  int num_buckets = 0;
  /// Of each head, [num_buckets x head_size] in the precision of the elements; null for none.
  const PackedWeights* keys = nullptr;
  const PackedWeights* queries = nullptr;

  /// How many products a score adds up, by which its variance grows.
  [[nodiscard]] int terms() const { return 1 + (keys != nullptr) + (queries != nullptr); }
};

/// One text's rows, non-owning. Head h of a row is its elements h * head_size … of head_size.
/// Element is float or Bfloat16; sums are fp32.
template <typename Element>
struct AttentionInput {
  int num_heads = 0;
  int head_size = 0;
  int tokens = 0;   ///< Rows of key and value.
  int queries = 0;  ///< Rows of query: the text's first tokens; at most `tokens`.
  const Element* query = nullptr;
  const Element* key = nullptr;
  const Element* value = nullptr;
  std::ptrdiff_t query_stride = 0;      ///< From row to row, in elements.
  std::ptrdiff_t key_value_stride = 0;  ///< The same of `key` and of `value`.
  /// Added to the scores by distance: head h, query i and key j take
  /// relative_bias[h * relative_bias_stride + j - i]. Null for none.
  const float* relative_bias = nullptr;
  std::ptrdiff_t relative_bias_stride = 0;
  const RelativePositions* positions = nullptr;  ///< Null for none.
  /// If at least 0: a query sees only the keys at most so far from it, and only those are computed.
  /// Not with `positions` or `significance`.
  int half_window = -1;
  /// If not null: significance[h * significance_stride + j] becomes the attention that head h pays
  /// to token j, summed over its queries (Goyal et al. 2020, PoWER-BERT, equation 1).
  float* significance = nullptr;
  std::ptrdiff_t significance_stride = 0;
};

/// Some of the heads: one thread's share.
struct Heads {
  int begin = 0;
  int end = 0;
};

/// Bytes of scratch that a text of `tokens` tokens needs, on a 64-byte boundary; enough for either
/// kind of element. `num_buckets` is that of `positions`, 0 without.
[[nodiscard]] std::size_t attention_scratch_bytes(int tokens, int head_size, int num_buckets = 0);

/// dst [queries x num_heads * head_size], dense: softmax(S / sqrt(head_size * terms) + bias) V of
/// each of `heads`, where S is Q K^T and what `positions` adds; nothing else is written.
/// Thread-safe if every thread has its own scratch. bfloat16 uses AVX512_BF16 where
/// kernel::has_bfloat16_dot().
void attention(const AttentionInput<float>& input, Heads heads, std::byte* scratch, float* dst);
void attention(const AttentionInput<Bfloat16>& input, Heads heads, std::byte* scratch, float* dst);

namespace reference {

void attention(const AttentionInput<float>& input, float* dst);

}  // namespace reference
}  // namespace tango::kernel
