// A model's weights by name, as training holds them.
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
  at::Tensor value;  ///< fp32. Trainable when it requires a gradient.
};

/// In a fixed order. Tensors are handles: what a network took from here is what is trained.
class Parameters {
 public:
  /// Throws kInternal when the name is taken.
  void add(std::string name, at::Tensor value);

  /// Throws kInternal when there is no such parameter.
  [[nodiscard]] const at::Tensor& at(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const;
  [[nodiscard]] const std::vector<Parameter>& all() const { return parameters_; }
  [[nodiscard]] std::vector<Parameter> trainable() const;

  /// Makes every parameter trainable, or none.
  void set_trainable(bool trainable);
  /// Makes those whose names have `part` in them not trainable.
  void freeze(std::string_view part);

 private:
  std::vector<Parameter> parameters_;
  std::unordered_map<std::string, std::size_t> places_;
};

/// The weights of a checkpoint under the names of parameter_list(config), each fp32 and not yet
/// trainable. A head of another shape than `config` asks for, or none, is replaced: weights normal
/// with deviation 0.02 (as `transformers` initialises), biases 0, by `seed`. Throws kInvalidModel.
[[nodiscard]] Parameters load_parameters(const checkpoint::ModelConfig& config,
                                         const checkpoint::Checkpoint& checkpoint,
                                         std::uint64_t seed);

/// [dimensions] normal numbers with mean 0, the same for a seed and a name on every machine.
[[nodiscard]] at::Tensor normal_tensor(at::IntArrayRef dimensions, double deviation,
                                       std::uint64_t seed, std::string_view name);
/// Uniform in -limit … limit, alike.
[[nodiscard]] at::Tensor uniform_tensor(at::IntArrayRef dimensions, double limit,
                                        std::uint64_t seed, std::string_view name);

}  // namespace tango::train
