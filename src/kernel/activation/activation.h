// Element-wise functions at the end of a product (kernel/matmul/matmul.h).
#pragma once

#include <cstdint>

namespace tango::kernel {

enum class Activation : std::uint8_t {
  kNone,
  kRelu,
  kTanh,
  kGelu,      ///< x Phi(x), the exact one ("gelu"; Hendrycks and Gimpel 2016).
  kGeluTanh,  ///< Its tanh approximation ("gelu_new", "gelu_pytorch_tanh").
};

namespace reference {

[[nodiscard]] double activate(Activation activation, double x);

}  // namespace reference
}  // namespace tango::kernel
