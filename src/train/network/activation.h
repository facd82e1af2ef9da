// The activations of checkpoints, with gradients.
#pragma once

#include <ATen/ATen.h>

#include "checkpoint/model_config.h"

namespace tango::train {

[[nodiscard]] at::Tensor activate(checkpoint::Activation activation, const at::Tensor& values);

}  // namespace tango::train
