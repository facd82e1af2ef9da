// The weights of a model in training, by name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <ATen/ATen.h>

#include "checkpoint/checkpoint.h"
#include "checkpoint/model_config.h"

namespace tango::train {

struct Parameter {
  std::string name;  ///< As `transformers` names it in a model directory's files.
  at::Tensor value;  ///< fp32; trainable if it requires a gradient.
};

/// Parameters in a fixed order. Tensors are handles: the ones that a network took from here are
/// trained in place.
class Parameters {
 public:
  /// Throws kInternal when the name is taken.
  void add(std::string name, at::Tensor value);

  /// Throws kInternal when there is no such parameter.
  [[nodiscard]] const at::Tensor& at(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const;
  [[nodiscard]] const std::vector<Parameter>& all() const { return parameters_; }
  [[nodiscard]] std::vector<Parameter> trainable() const;

  /// Makes all parameters trainable, or none.
  void set_trainable(bool trainable);
  /// Makes parameters whose names contain `part` not trainable.
  void freeze(std::string_view part);

 private:
  std::vector<Parameter> parameters_;
  std::unordered_map<std::string, std::size_t> places_;
};

/// The weights of a checkpoint under the names of parameter_list(config), each fp32 and not yet
/// trainable. A head that is missing, or not of the shape that `config` asks for, is initialised by
/// `seed` as `transformers` does: normal weights with a standard deviation of 0.02, biases 0.
/// Throws kInvalidModel.
[[nodiscard]] Parameters load_parameters(const checkpoint::ModelConfig& config,
                                         const checkpoint::Checkpoint& checkpoint,
                                         std::uint64_t seed);

/// Normal random numbers with mean 0; the same for a seed and a name on every machine.
[[nodiscard]] at::Tensor normal_tensor(at::IntArrayRef dimensions, double deviation,
                                       std::uint64_t seed, std::string_view name);
/// The same with uniform numbers in -limit … limit.
[[nodiscard]] at::Tensor uniform_tensor(at::IntArrayRef dimensions, double limit,
                                        std::uint64_t seed, std::string_view name);

}  // namespace tango::train
