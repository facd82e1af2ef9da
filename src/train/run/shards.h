// Splits the texts of a step into parts, one thread per part.
#pragma once

#include <cstdint>
#include <vector>

#include "train/data/batch_order.h"
#include "train/network/parameters.h"
#include "train/run/trainer.h"

namespace tango::train {

/// A step on short texts consists of many small operations, which two threads cannot share; they
/// can each compute one half of the texts.
class Shards {
 public:
  /// `count` parts, at least 1.
  Shards(const Objective& objective, const std::vector<Parameter>& trained, std::int64_t count);

  /// The loss of the texts at `rows`: the mean of the parts' losses, weighted by their numbers of
  /// texts. Leaves its gradient in the parameters, added up in the order of the parts, so that it
  /// does not depend on the timing of the threads. Each part has dropout masks of its own.
  [[nodiscard]] double backward(const Rows& rows, std::uint64_t seed, std::int64_t step) const;

 private:
  const Objective& objective_;
  std::vector<at::Tensor> trained_;
  std::int64_t count_;
};

}  // namespace tango::train
