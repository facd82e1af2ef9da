// Element-wise functions between products. All work in place on `count` elements, thread-safe.
#pragma once

#include <cstddef>

namespace tango::kernel {

/// x Phi(x), the exact one ("gelu"): Phi from Abramowitz and Stegun 7.1.26, |error| <= 7.5e-8.
void gelu(float* values, std::ptrdiff_t count);

/// Its tanh approximation ("gelu_new", "gelu_pytorch_tanh"; Hendrycks and Gimpel 2016).
void gelu_tanh(float* values, std::ptrdiff_t count);

void relu(float* values, std::ptrdiff_t count);
void tanh(float* values, std::ptrdiff_t count);

namespace reference {

void gelu(float* values, std::ptrdiff_t count);
void gelu_tanh(float* values, std::ptrdiff_t count);
void relu(float* values, std::ptrdiff_t count);
void tanh(float* values, std::ptrdiff_t count);

}  // namespace reference
}  // namespace tango::kernel
