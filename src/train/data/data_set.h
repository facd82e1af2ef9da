// Tokenized texts with what they should be answered.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ATen/ATen.h>

#include "text/encoding.h"
#include "train/network/batch.h"

namespace tango::train {

/// All in memory, 5 bytes a token.
class DataSet {
 public:
  /// An empty encoding becomes one unknown token `empty_id`: a network needs something to read.
  void add(const text::Encoding& encoding, std::int32_t empty_id = 0);

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(ends_.size()) - 1; }
  [[nodiscard]] std::int64_t length(std::int64_t row) const {
    return static_cast<std::int64_t>(ends_[static_cast<std::size_t>(row) + 1] -
                                     ends_[static_cast<std::size_t>(row)]);
  }
  [[nodiscard]] std::int64_t longest() const;  ///< Of the texts; 0 without any.
  [[nodiscard]] std::int64_t truncated() const { return truncated_; }

  /// The texts at `rows`, padded to the longest.
  [[nodiscard]] Batch batch(std::span<const std::int64_t> rows) const;

  /// One row a text, by what the loss takes (task_loss); undefined without labels.
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
