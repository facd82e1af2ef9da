// Weights made from a seed, the same in C++ and in Python: a model of real size without a file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoint/model_config.h"
#include "checkpoint/parameter_list.h"
#include "checkpoint/weight_source.h"

namespace tango::checkpoint {

/// Every tensor of parameter_list(config). Element i of tensor `name` is offset + scale *
/// base::RandomStream(seed, name).signed_unit(i), with the rule of scales of
/// tests/parity/README.md: logits are of order 1 and attention is far from uniform.
class RandomWeights final : public WeightSource {
 public:
  RandomWeights(const ModelConfig& config, std::uint64_t seed);
  RandomWeights(std::vector<ParameterSpec> parameters, std::uint64_t seed)
      : seed_(seed), entries_(std::move(parameters)) {}

  /// The number of parameters in all tensors.
  [[nodiscard]] std::int64_t num_parameters() const;

  [[nodiscard]] std::vector<std::string> names() const override;
  [[nodiscard]] bool contains(std::string_view name) const override;
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override;

 private:
  [[nodiscard]] const ParameterSpec* find(std::string_view name) const;

  std::uint64_t seed_;
  std::vector<ParameterSpec> entries_;
};

}  // namespace tango::checkpoint
