// Layer normalisation (Ba, Kiros, Hinton 2016) with the residual sum in the same pass.
#pragma once

namespace tango::kernel {

/// Non-owning; `weight` and `bias` have `width` elements.
struct LayerNormParameters {
  const float* weight = nullptr;
  const float* bias = nullptr;
  int width = 0;
  float epsilon = 0;
};

/// dst = normalise(src + residual) * weight + bias, a row at a time; dense [rows x width]. `dst`
/// may be `src` or `residual`, which is null for none. Thread-safe.
void layer_norm(const LayerNormParameters& parameters, const float* src, const float* residual,
                int rows, float* dst);

namespace reference {

void layer_norm(const LayerNormParameters& parameters, const float* src, const float* residual,
                int rows, float* dst);

}  // namespace reference
}  // namespace tango::kernel
