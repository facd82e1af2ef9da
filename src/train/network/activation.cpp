#include "train/network/activation.h"

namespace tango::train {

at::Tensor activate(checkpoint::Activation activation, const at::Tensor& values) {
  switch (activation) {
    case checkpoint::Activation::kGelu:
      return at::gelu(values);
    case checkpoint::Activation::kGeluTanh:
      return at::gelu(values, "tanh");
    case checkpoint::Activation::kRelu:
      return at::relu(values);
    case checkpoint::Activation::kTanh:
      return at::tanh(values);
  }
  return values;
}

}  // namespace tango::train
