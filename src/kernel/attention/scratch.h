// The memory in which attention computes one head.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernel/matmul/packed_weights.h"

namespace tango::kernel {

constexpr int kMostQueries = 6;  ///< Whose scores are held at once.

constexpr std::ptrdiff_t round_up(std::ptrdiff_t value, std::ptrdiff_t step) {
  return (value + step - 1) / step * step;
}

/// Parts of `base`, each on a 64-byte boundary where it is; enough for either kind of element.
struct AttentionScratch {
  AttentionScratch(std::byte* base, int tokens, int head_size, int num_buckets);

  std::ptrdiff_t score_stride;  ///< Elements from row to row; vectors may end past a row's end.
  float* scores;                ///< [kMostQueries x score_stride]
  std::byte* queries;           ///< [kMostQueries x head_size], at most 4 bytes per element.
  std::byte* keys;              ///< Packed.
  std::byte* values;            ///< Packed.
  /// Those of disentangled attention: per query, and per key (of whole vectors of keys), what its
  /// product with each bucket in use is; and the buckets by distance, followed by room for a
  /// vector.
  std::ptrdiff_t bucket_stride;
  float* of_queries;  ///< [kMostQueries x bucket_stride]
  float* of_keys;     ///< [tokens x bucket_stride]
  std::int32_t* distances;
  std::size_t bytes;  ///< Of all parts together.
};

}  // namespace tango::kernel
