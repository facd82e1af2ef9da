// What the trainer trains.
#pragma once

#include <vector>

#include <ATen/ATen.h>

#include "train/network/batch.h"
#include "train/network/pass.h"

namespace tango::train {

class Network {
 public:
  virtual ~Network() = default;

  /// [texts x labels], fp32; of a span model [texts x longest x 2], -infinity behind a text's end.
  [[nodiscard]] virtual at::Tensor logits(const Batch& batch, Pass& pass) const = 0;
};

}  // namespace tango::train
