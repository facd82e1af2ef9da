#include "model/encoder/linear.h"

#include <algorithm>

namespace tango::model {

kernel::Matmul load_linear(const checkpoint::WeightSource& weights,
                           std::span<const std::string> stems, int outputs, int inputs) {
  const int total = outputs * static_cast<int>(stems.size());
  tensor::Tensor weight(tensor::Shape{total, inputs});
  tensor::Tensor bias(tensor::Shape{total});
  float* next_weight = weight.data();
  float* next_bias = bias.data();
  for (const std::string& stem : stems) {
    const tensor::Tensor part = weights.load(stem + ".weight", {outputs, inputs});
    next_weight = std::copy_n(part.data(), part.size(), next_weight);
    const tensor::Tensor bias_part = weights.load(stem + ".bias", {outputs});
    next_bias = std::copy_n(bias_part.data(), bias_part.size(), next_bias);
  }
  return {weight, bias};
}

kernel::Matmul load_linear(const checkpoint::WeightSource& weights, const std::string& stem,
                           int outputs, int inputs) {
  return load_linear(weights, std::span(&stem, 1), outputs, inputs);
}

LayerNorm::LayerNorm(const checkpoint::WeightSource& weights, const std::string& stem, int width,
                     float epsilon)
    : weight_(weights.load(stem + ".weight", {width})),
      bias_(weights.load(stem + ".bias", {width})),
      epsilon_(epsilon) {}

}  // namespace tango::model
