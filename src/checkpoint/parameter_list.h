// Every tensor that a model of a configuration has.
#pragma once

#include <string>
#include <vector>

#include "checkpoint/model_config.h"
#include "tensor/shape.h"

namespace tango::checkpoint {

struct ParameterSpec {
  std::string name;
  tensor::Shape shape;
};

/// Of a model with its head, under the names in the files of `transformers` (family prefix
/// included; PyTorch's names for a BiLSTM).
[[nodiscard]] std::vector<ParameterSpec> parameter_list(const ModelConfig& config);

}  // namespace tango::checkpoint
