#include "model/weight_loader.h"

#include <algorithm>
#include <cmath>

#include <tango/error.h>

namespace tango::model {

kernel::PackedWeights WeightLoader::linear(std::span<const std::string> stems, int outputs,
                                           int inputs, kernel::Precision precision) {
  const int total = outputs * static_cast<int>(stems.size());
  tensor::Tensor weight(tensor::Shape{total, inputs});
  tensor::Tensor bias(tensor::Shape{total});
  float* next_weight = weight.data();
  float* next_bias = bias.data();
  for (const std::string& stem : stems) {
    const tensor::Tensor part = source_.load(stem + ".weight", {outputs, inputs});
    if (precision != kernel::Precision::kFloat32 &&
        !std::all_of(part.data(), part.data() + part.size(),
                     [](float value) { return std::isfinite(value); })) {
      throw Error(ErrorCode::kInvalidModel,
                  source_.where() + ": tensor \"" + stem +
                      ".weight\" holds a number that is not finite, which has no place in " +
                      std::string(to_string(precision)) + "; retrain it, or use --precision fp32");
    }
    next_weight = std::copy_n(part.data(), part.size(), next_weight);
    const tensor::Tensor bias_part = source_.load(stem + ".bias", {outputs});
    next_bias = std::copy_n(bias_part.data(), bias_part.size(), next_bias);
  }
  const kernel::PackedWeights::Sizes sizes{precision, inputs, total};
  return {sizes, weight.data(), bias.data(), arena_.allocate(sizes.bytes())};
}

}  // namespace tango::model
