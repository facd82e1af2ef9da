// A step's texts in parts, each computed by a thread of its own.
#pragma once

#include <cstdint>
#include <vector>

#include "train/data/batch_order.h"
#include "train/network/parameters.h"
#include "train/run/trainer.h"

namespace tango::train {

/// A step on short texts is many small operations that two threads can't share; two halves of it
/// they can.
class Shards {
 public:
  /// `count` parts, at least 1.
  Shards(const Objective& objective, const std::vector<Parameter>& trained, std::int64_t count);

  /// The loss of the texts at `rows`: the mean of the parts' losses, each with the weight of its
  /// texts. Leaves its gradient in the parameters, added up in the order of the parts, so that
  /// it does not depend on how the threads ran. A part has dropout masks of its own.
  [[nodiscard]] double backward(const Rows& rows, std::uint64_t seed, std::int64_t step) const;

 private:
  const Objective& objective_;
  std::vector<at::Tensor> trained_;
  std::int64_t count_;
};

}  // namespace tango::train
