// A checkpoint's activation as the kernels call it.
#pragma once

#include "checkpoint/model_config.h"
#include "kernel/activation/activation.h"

namespace tango::model {

[[nodiscard]] inline kernel::Activation kernel_activation(checkpoint::Activation activation) {
  switch (activation) {
    case checkpoint::Activation::kGelu:
      return kernel::Activation::kGelu;
    case checkpoint::Activation::kGeluTanh:
      return kernel::Activation::kGeluTanh;
    case checkpoint::Activation::kRelu:
      return kernel::Activation::kRelu;
    case checkpoint::Activation::kTanh:
      return kernel::Activation::kTanh;
  }
  return kernel::Activation::kNone;
}

}  // namespace tango::model
