// The interface of the networks that are trained.
#pragma once

#include <vector>

#include <ATen/ATen.h>

#include "train/network/batch.h"
#include "train/network/pass.h"

namespace tango::train {

class Network {
 public:
  virtual ~Network() = default;

  /// [texts x labels], fp32; for question answering [texts x longest x 2], -infinity after the end
  /// of a text.
  [[nodiscard]] virtual at::Tensor logits(const Batch& batch, Pass& pass) const = 0;
};

}  // namespace tango::train
