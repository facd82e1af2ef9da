// A LayerNorm's parameters as a checkpoint names them.
#pragma once

#include <string>

#include "checkpoint/weight_source.h"
#include "kernel/layer_norm/layer_norm.h"
#include "tensor/tensor.h"

namespace tango::model {

class LayerNorm {
 public:
  /// Without `has_bias` the file's is not read, and nothing is added.
  LayerNorm(const checkpoint::WeightSource& weights, const std::string& stem, int width,
            float epsilon, bool has_bias = true);

  [[nodiscard]] kernel::LayerNormParameters parameters() const {
    return {weight_.data(), bias_.data(), static_cast<int>(weight_.size()), epsilon_};
  }

 private:
  tensor::Tensor weight_, bias_;
  float epsilon_;
};

}  // namespace tango::model
