#include "model/weight_loader.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::model {

void check_finite(const checkpoint::WeightSource& source, const std::string& name,
                  std::span<const float> values, kernel::Precision precision) {
  if (precision == kernel::Precision::kFloat32) return;
  if (std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
    return;
  }
  throw Error(ErrorCode::kInvalidModel,
              source.where() + ": tensor \"" + name +
                  "\" holds a number that is not finite, which products in " +
                  std::string(to_string(precision)) +
                  " cannot take; train it again, or run the model in fp32");
}

kernel::PackedWeights WeightLoader::linear(std::span<const std::string> stems, int outputs,
                                           int inputs, kernel::Precision precision) {
  const int total = outputs * static_cast<int>(stems.size());
  const kernel::PackedWeights::Sizes sizes{precision, inputs, total};
  const std::string name = fmt::format("{}", fmt::join(stems, " "));
  kernel::PackedWeights& known = packed_[name];
  if (known.sizes() == sizes) return known;
  const std::shared_ptr<std::byte> memory = arena_.allocate(sizes.bytes());
  if (cache_.read(name, sizes, memory.get())) return known = {sizes, memory};
  tensor::Tensor weight(tensor::Shape{total, inputs});
  tensor::Tensor bias(tensor::Shape{total});
  float* next_weight = weight.data();
  float* next_bias = bias.data();
  for (const std::string& stem : stems) {
    const tensor::Tensor part = source_.load(stem + ".weight", {outputs, inputs});
    check_finite(source_, stem + ".weight", {part.data(), part.size()}, precision);
    next_weight = std::copy_n(part.data(), part.size(), next_weight);
    const tensor::Tensor bias_part = source_.load(stem + ".bias", {outputs});
    next_bias = std::copy_n(bias_part.data(), bias_part.size(), next_bias);
  }
  known = {sizes, weight.data(), bias.data(), memory};
  cache_.keep(name, known);
  return known;
}

kernel::PackedWeights WeightLoader::linear(const LinearPart& part, int inputs,
                                           kernel::Precision precision) {
  const kernel::PackedWeights::Sizes sizes{precision, inputs, part.outputs};
  const std::string name = part.outputs == part.of
                               ? part.stem
                               : fmt::format("{}[{}:{}]", part.stem, part.first, part.outputs);
  const std::shared_ptr<std::byte> memory = arena_.allocate(sizes.bytes());
  if (cache_.read(name, sizes, memory.get())) return {sizes, memory};
  const std::string weight = part.stem + ".weight";
  const std::shared_ptr<const float> values = source_.view(weight, {part.of, inputs});
  const float* const rows = values.get() + std::ptrdiff_t{part.first} * inputs;
  check_finite(source_, weight, {rows, static_cast<std::size_t>(part.outputs) * inputs}, precision);
  tensor::Tensor bias;
  if (part.has_bias) bias = source_.load(part.stem + ".bias", {part.of});
  kernel::PackedWeights packed(sizes, rows, part.has_bias ? bias.data() + part.first : nullptr,
                               memory);
  cache_.keep(name, packed);
  return packed;
}

kernel::PackedWeights WeightLoader::linear_of(const std::string& weight, const std::string& bias,
                                              int outputs, int inputs) {
  const kernel::PackedWeights::Sizes sizes{precision_, inputs, outputs};
  const std::shared_ptr<std::byte> memory = arena_.allocate(sizes.bytes());
  if (cache_.read(weight, sizes, memory.get())) return {sizes, memory};
  const std::shared_ptr<const float> values = source_.view(weight, {outputs, inputs});
  check_finite(source_, weight, {values.get(), static_cast<std::size_t>(outputs) * inputs},
               precision_);
  kernel::PackedWeights packed(sizes, values.get(), source_.load(bias, {outputs}).data(), memory);
  cache_.keep(weight, packed);
  return packed;
}

}  // namespace tango::model
