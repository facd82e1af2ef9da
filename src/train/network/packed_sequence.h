// Texts of different lengths as rows without padding, one time step behind the other.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

#include "train/network/batch.h"

namespace tango::train {

/// The texts longest first; step t holds the t-th token of the active_texts[t] texts that have one.
struct PackedSequence {
  std::vector<std::int64_t> active_texts;  ///< Never grows with t.
  std::vector<std::int64_t> first_row;     ///< Of each step; one more: all rows.
  at::Tensor token_ids;                    ///< [rows] int64
  at::Tensor last_rows;                    ///< [texts] int64: each text's last row, batch's order.
  at::Tensor first_rows;                   ///< [texts] int64: each text's first row.

  [[nodiscard]] std::int64_t steps() const {
    return static_cast<std::int64_t>(active_texts.size());
  }
  [[nodiscard]] std::int64_t rows() const { return first_row.back(); }
};

[[nodiscard]] PackedSequence pack(const Batch& batch);

}  // namespace tango::train
