#include "checkpoint/random_weights.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <tango/error.h>

#include "base/random.h"
#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

struct Rule {
  float offset, scale;
};

// The scale that gives a product of `inputs` unit-variance values the variance gain^2.
float linear_scale(double gain, std::int64_t inputs) {
  return static_cast<float>(gain * std::sqrt(3.0 / static_cast<double>(inputs)));
}

/// Whether `name` is of a layer that is made to answer sharply: a query, a key, or the first
/// feed-forward layer.
bool is_sharp(std::string_view name) {
  const auto has = [name](std::string_view stem) {
    return name.ends_with("." + std::string(stem) + ".weight");
  };
  return std::ranges::any_of(encoder_families(), [&](const EncoderFamily* family) {
    const LayerStems& layer = family->layer;
    return has(layer.query) || has(layer.key) || has(layer.projection) ||
           has(layer.feed_forward_inner);
  });
}

// Kept in step with tests/parity/tango_parity/random_weights.py. Where the offset is not 0 the
// scale is a power of two, so that a fused multiply-add changes nothing.
Rule rule_of(std::string_view name, const tensor::Shape& shape) {
  const auto has = [&](std::string_view part) { return name.find(part) != name.npos; };
  const auto has_any = [&](auto... parts) { return (has(parts) || ...); };
  if (has_any("LayerNorm.weight", "norm.weight")) return {1, 0.25F};
  if (shape.rank() == 1) return {0, 0.125F};
  if (has("relative_attention_bias")) return {0, 2};
  if (has("_embeddings.weight")) return {0, 0.0625F};
  if (has("embedding.weight")) return {0, 2};
  if (name == "dense.weight") return {0, linear_scale(4, shape[1])};
  const bool sharp = has("lstm.weight") || is_sharp(name);
  return {0, linear_scale(sharp ? 1.5 : 1.0, shape[1])};
}

}  // namespace

RandomWeights::RandomWeights(const ModelConfig& config, std::uint64_t seed)
    : seed_(seed), entries_(parameter_list(config)) {}

const ParameterSpec* RandomWeights::find(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const ParameterSpec& entry) { return entry.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

std::int64_t RandomWeights::num_parameters() const {
  std::int64_t sum = 0;
  for (const ParameterSpec& entry : entries_) sum += entry.shape.elements();
  return sum;
}

std::vector<std::string> RandomWeights::names() const {
  std::vector<std::string> all;
  all.reserve(entries_.size());
  for (const ParameterSpec& entry : entries_) all.push_back(entry.name);
  return all;
}

bool RandomWeights::contains(std::string_view name) const { return find(name) != nullptr; }

tensor::Tensor RandomWeights::load(std::string_view name, const tensor::Shape& expected) const {
  const ParameterSpec* entry = find(name);
  if (entry == nullptr || entry->shape != expected) {
    throw Error(ErrorCode::kInvalidModel,
                "random weights: tensor '" + std::string(name) + "' is " +
                    (entry == nullptr ? "absent" : "of shape " + to_string(entry->shape)) +
                    ", expected shape " + to_string(expected));
  }
  tensor::Tensor tensor(expected);
  const base::RandomStream stream(seed_, name);
  const Rule rule = rule_of(name, expected);
  float* const data = tensor.data();
  for (std::size_t i = 0; i < tensor.size(); ++i) {
    data[i] = rule.offset + rule.scale * stream.signed_unit(i);
  }
  return tensor;
}

}  // namespace tango::checkpoint
