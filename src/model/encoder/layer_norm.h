// Layers' parameters as a checkpoint names them, loaded into what the kernels take.
#pragma once

#include <span>
#include <string>

#include "checkpoint/weight_source.h"
#include "kernel/layer_norm/layer_norm.h"
#include "kernel/matmul/matmul.h"
#include "tensor/tensor.h"

namespace tango::model {

/// The linear layers at `stems`, each [outputs x inputs], as one product whose outputs stand side
/// by side in the stems' order. Throws kInvalidModel.
[[nodiscard]] kernel::Matmul load_linear(const checkpoint::WeightSource& weights,
                                         std::span<const std::string> stems, int outputs,
                                         int inputs);
[[nodiscard]] kernel::Matmul load_linear(const checkpoint::WeightSource& weights,
                                         const std::string& stem, int outputs, int inputs);

class LayerNorm {
 public:
  LayerNorm(const checkpoint::WeightSource& weights, const std::string& stem, int width,
            float epsilon);

  [[nodiscard]] kernel::LayerNormParameters parameters() const {
    return {weight_.data(), bias_.data(), static_cast<int>(weight_.size()), epsilon_};
  }

 private:
  tensor::Tensor weight_, bias_;
  float epsilon_;
};

}  // namespace tango::model
