// Tokenized texts with their targets.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ATen/ATen.h>

#include "text/encoding.h"
#include "train/network/batch.h"

namespace tango::train {

/// All in memory, 5 bytes per token.
class DataSet {
 public:
  /// An empty encoding becomes the one token `empty_id`: a network needs at least one.
  void add(const text::Encoding& encoding, std::int32_t empty_id = 0);

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(ends_.size()) - 1; }
  [[nodiscard]] std::int64_t length(std::int64_t row) const {
    return static_cast<std::int64_t>(ends_[static_cast<std::size_t>(row) + 1] -
                                     ends_[static_cast<std::size_t>(row)]);
  }
  [[nodiscard]] std::span<const std::int32_t> token_ids(std::int64_t row) const {
    return std::span(token_ids_)
        .subspan(ends_[static_cast<std::size_t>(row)], static_cast<std::size_t>(length(row)));
  }
  [[nodiscard]] std::span<const std::uint8_t> token_type_ids(std::int64_t row) const {
    return std::span(token_type_ids_)
        .subspan(ends_[static_cast<std::size_t>(row)], static_cast<std::size_t>(length(row)));
  }
  [[nodiscard]] std::int64_t longest() const;  ///< Tokens of the longest text; 0 without texts.
  /// The number of texts that were truncated.
  [[nodiscard]] std::int64_t truncated() const { return truncated_; }

  /// The texts at `rows`, padded to the longest of them.
  [[nodiscard]] Batch batch(std::span<const std::int64_t> rows) const;

  /// One row per text, as the loss takes it (task_loss); undefined without labels.
  at::Tensor targets;
  /// [texts x labels] fp32; undefined without a teacher.
  at::Tensor teacher_logits;

 private:
  std::vector<std::int32_t> token_ids_;
  std::vector<std::uint8_t> token_type_ids_;
  std::vector<std::uint64_t> ends_{0};
  std::int64_t truncated_ = 0;
};

/// The rows of `values` that belong to a batch.
[[nodiscard]] at::Tensor rows_of(const at::Tensor& values, const Batch& batch);

}  // namespace tango::train
