// The input of a model: the tokens of every text of a batch, one after the other, without padding.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tango::model {

/// Text i owns tokens offsets[i] … offsets[i + 1] - 1. Always valid: offsets starts at 0, never
/// falls, and ends at the number of tokens; no text is empty.
class PackedBatch {
 public:
  void clear();
  /// `token_type_ids` as long as `token_ids`, or empty for all zero. Throws kInvalidInput when
  /// there are no tokens.
  void add(std::span<const std::int32_t> token_ids, std::span<const std::int32_t> token_type_ids);

  /// "text 2 of the batch: ", for errors; "" where there is no other text.
  [[nodiscard]] std::string place_of(int text) const;

  [[nodiscard]] int texts() const { return static_cast<int>(offsets_.size()) - 1; }
  [[nodiscard]] int tokens() const { return offsets_.back(); }
  [[nodiscard]] std::span<const std::int32_t> token_ids() const { return token_ids_; }
  [[nodiscard]] std::span<const std::int32_t> token_type_ids() const { return token_type_ids_; }
  [[nodiscard]] std::span<const std::int32_t> offsets() const { return offsets_; }

 private:
  std::vector<std::int32_t> token_ids_;
  std::vector<std::int32_t> token_type_ids_;
  std::vector<std::int32_t> offsets_{0};
};

}  // namespace tango::model
