// A batch in the order in which a recurrent layer reads it: step by step, longest text first.
#pragma once

#include <span>
#include <vector>

#include "model/packed_batch.h"

namespace tango::model {

/// Tokens of one text of a batch.
[[nodiscard]] int length_of(const PackedBatch& batch, int text);

/// `texts` becomes those of the batch by descending length, equal ones in the batch's order.
void by_falling_length(const PackedBatch& batch, std::vector<int>& texts);

/// Row step_offsets[t] + i is token t of text texts[i] (kernel/lstm/lstm.h's layout).
struct StepMajor {
  std::vector<int> step_offsets;

  /// `texts`: those of `batch`, by descending length, at least one.
  void assign(const PackedBatch& batch, std::span<const int> texts);

  [[nodiscard]] int steps() const { return static_cast<int>(step_offsets.size()) - 1; }
  [[nodiscard]] int rows() const { return step_offsets.back(); }
};

}  // namespace tango::model
