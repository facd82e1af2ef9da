// Texts of different lengths as rows without padding, one time step after the other.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

#include "train/network/batch.h"

namespace tango::train {

/// The longest text comes first; step t holds the t-th token of the active_texts[t] texts that have
/// one.
struct PackedSequence {
  std::vector<std::int64_t> active_texts;  ///< Per step; never grows.
  std::vector<std::int64_t> first_row;     ///< Per step; one more entry is the number of rows.
  at::Tensor token_ids;                    ///< [rows] int64
  at::Tensor last_rows;   ///< [texts] int64: each text's last row, in the batch's order.
  at::Tensor first_rows;  ///< [texts] int64: each text's first row, in the same order.

  [[nodiscard]] std::int64_t steps() const {
    return static_cast<std::int64_t>(active_texts.size());
  }
  [[nodiscard]] std::int64_t rows() const { return first_row.back(); }
};

[[nodiscard]] PackedSequence pack(const Batch& batch);

}  // namespace tango::train
