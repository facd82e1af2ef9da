#include "train/network/parameters.h"

#include <cmath>
#include <cstring>
#include <numbers>
#include <utility>

#include <tango/error.h>

#include "base/random.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/family/encoder_family.h"
#include "checkpoint/parameter_list.h"

namespace tango::train {
namespace {

constexpr double kInitialDeviation = 0.02;

at::Tensor to_tensor(const checkpoint::WeightSource& weights, const std::string& name,
                     const tensor::Shape& shape) {
  const tensor::Tensor loaded = weights.load(name, shape);
  std::vector<std::int64_t> dimensions;
  for (int axis = 0; axis < shape.rank(); ++axis) dimensions.push_back(shape[axis]);
  at::Tensor tensor = at::empty(dimensions, at::kFloat);
  std::memcpy(tensor.data_ptr<float>(), loaded.data(), loaded.size() * sizeof(float));
  return tensor;
}

at::Tensor fresh(const checkpoint::ParameterSpec& spec, std::uint64_t seed) {
  if (spec.shape.rank() == 1) return at::zeros({spec.shape[0]}, at::kFloat);
  return normal_tensor({spec.shape[0], spec.shape[1]}, kInitialDeviation, seed, spec.name);
}

/// What precedes an encoder's names in the files of this checkpoint.
std::string source_prefix(const checkpoint::EncoderConfig& config,
                          const checkpoint::WeightSource& weights) {
  std::string name = checkpoint::encoder_names(config, weights).word_embeddings;
  name.resize(name.size() - checkpoint::family_of(config.family).word_embeddings.size());
  return name;
}

}  // namespace

void Parameters::add(std::string name, at::Tensor value) {
  if (!places_.emplace(name, parameters_.size()).second) {
    throw Error(ErrorCode::kInternal, "parameter '" + name + "' is defined twice");
  }
  parameters_.push_back({std::move(name), std::move(value)});
}

bool Parameters::contains(std::string_view name) const {
  return places_.count(std::string(name)) != 0;
}

const at::Tensor& Parameters::at(std::string_view name) const {
  const auto found = places_.find(std::string(name));
  if (found == places_.end()) {
    throw Error(ErrorCode::kInternal, "no parameter '" + std::string(name) + "'");
  }
  return parameters_[found->second].value;
}

std::vector<Parameter> Parameters::trainable() const {
  std::vector<Parameter> some;
  for (const Parameter& parameter : parameters_) {
    if (parameter.value.requires_grad()) some.push_back(parameter);
  }
  return some;
}

void Parameters::set_trainable(bool trainable) {
  for (Parameter& parameter : parameters_) parameter.value.set_requires_grad(trainable);
}

void Parameters::freeze(std::string_view part) {
  for (Parameter& parameter : parameters_) {
    if (parameter.name.find(part) != std::string::npos) parameter.value.set_requires_grad(false);
  }
}

Parameters load_parameters(const checkpoint::ModelConfig& config,
                           const checkpoint::Checkpoint& checkpoint, std::uint64_t seed) {
  const checkpoint::WeightSource& weights = *checkpoint.weights;
  const auto* encoder = std::get_if<checkpoint::EncoderConfig>(&config);
  const std::string prefix = encoder != nullptr ? source_prefix(*encoder, weights) : "";
  const bool same_labels =
      checkpoint::labels_of(config).names == checkpoint::labels_of(checkpoint.config).names;
  Parameters parameters;
  for (const checkpoint::ParameterSpec& spec : checkpoint::parameter_list(config)) {
    const std::string_view bare = checkpoint::without_encoder_prefix(spec.name);
    const bool is_head = encoder != nullptr && bare.size() == spec.name.size();
    const std::string name = is_head ? spec.name : prefix + std::string(bare);
    const bool is_pooler = name.find("pooler.") != std::string::npos;
    const bool stored =
        is_head || is_pooler ? weights.contains(name) && (same_labels || is_pooler) : true;
    parameters.add(spec.name, stored ? to_tensor(weights, name, spec.shape) : fresh(spec, seed));
  }
  return parameters;
}

at::Tensor normal_tensor(at::IntArrayRef dimensions, double deviation, std::uint64_t seed,
                         std::string_view name) {
  at::Tensor tensor = at::empty(dimensions, at::kFloat);
  const base::RandomStream random(seed, name);
  const auto unit = [&](std::uint64_t index) {  // in (0, 1]
    return (static_cast<double>(random.bits(index) >> 11U) + 1) * 0x1p-53;
  };
  auto* values = tensor.data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {  // Box and Muller 1958
    const auto index = static_cast<std::uint64_t>(i);
    const double radius = std::sqrt(-2 * std::log(unit(2 * index)));
    values[i] = static_cast<float>(deviation * radius *
                                   std::cos(2 * std::numbers::pi * unit(2 * index + 1)));
  }
  return tensor;
}

at::Tensor uniform_tensor(at::IntArrayRef dimensions, double limit, std::uint64_t seed,
                          std::string_view name) {
  at::Tensor tensor = at::empty(dimensions, at::kFloat);
  const base::RandomStream random(seed, name);
  auto* values = tensor.data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    values[i] = static_cast<float>(limit) * random.signed_unit(static_cast<std::uint64_t>(i));
  }
  return tensor;
}

}  // namespace tango::train
