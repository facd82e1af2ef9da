// The first layer: sums rows of the tables, then normalises.
#pragma once

#include <cstdint>
#include <span>

#include "kernel/layer_norm/layer_norm.h"

namespace tango::kernel {

/// Non-owning tables of [rows x width], where width is the LayerNorm's.
struct EmbeddingTables {
  const float* word = nullptr;
  const float* position = nullptr;  ///< The row of a text's first token; null for none.
  /// Tokens with this id take the row before `position`, and the others count without them.
  std::int32_t padding_id = -1;
  const float* token_type = nullptr;  ///< Null for a family without token types.
};

/// One text: dst [tokens x width], token i at position i. `token_type_ids` is as long as
/// `token_ids`, and not read where there is no such table. Requires ids inside the tables.
/// Thread-safe.
void embed(const EmbeddingTables& tables, const LayerNormParameters& parameters,
           std::span<const std::int32_t> token_ids, std::span<const std::int32_t> token_type_ids,
           float* dst);

namespace reference {

void embed(const EmbeddingTables& tables, const LayerNormParameters& parameters,
           std::span<const std::int32_t> token_ids, std::span<const std::int32_t> token_type_ids,
           float* dst);

}  // namespace reference
}  // namespace tango::kernel
