#include "checkpoint/merged_weights.h"

#include <algorithm>
#include <array>
#include <utility>

#include "checkpoint/invalid.h"
#include "checkpoint/lora_tensor.h"
#include "checkpoint/low_rank.h"
#include "checkpoint/name_prefix.h"

namespace tango::checkpoint {
namespace {

std::string encoder_prefix_of(const WeightSource& base, std::string_view where) {
  if (auto prefix = find_encoder_prefix(base)) return *std::move(prefix);
  throw_invalid(where, "the base model has no encoder to adapt: no tensor " +
                           in_quotes(kWordEmbeddings) + " with or without a family's prefix");
}

/// Whether the dotted `name` goes through a module called `module`.
bool goes_through(const std::string& name, const std::string& module) {
  return ("." + name).find("." + module + ".") != std::string::npos;
}

bool same_tensor(const TensorEntry& a, const TensorEntry& b) {
  return a.type == b.type && a.shape == b.shape && std::ranges::equal(a.data, b.data);
}

}  // namespace

MergedWeights::MergedWeights(std::unique_ptr<WeightSource> base,
                             const std::filesystem::path& adapter, const LoraConfig& config)
    : base_(std::move(base)),
      adapter_(open_tensor_table(adapter)),
      base_prefix_(encoder_prefix_of(*base_, adapter_->where())) {
  for (const std::string& tensor : adapter_->names()) place(tensor, config);
  for (auto& [target, delta] : deltas_) check(delta, target, config);
}

/// What the base calls the tensor that the adapted model calls `name`: their classes may differ in
/// the encoder's prefix.
std::string MergedWeights::base_name(std::string_view name) const {
  static constexpr std::array<std::string_view, 6> kEncoderParts{
      "embeddings.", "encoder.", "transformer.", "pooler.", "layers.", "final_norm."};
  const std::string_view bare = without_encoder_prefix(name);
  const bool in_encoder =
      bare.size() != name.size() ||
      std::any_of(kEncoderParts.begin(), kEncoderParts.end(),
                  [bare](std::string_view part) { return bare.starts_with(part); });
  return in_encoder ? base_prefix_ + std::string(bare) : std::string(name);
}

void MergedWeights::place(const std::string& tensor, const LoraConfig& config) {
  const LoraTensor parsed = parse_lora_tensor(tensor, adapter_->where());
  if (parsed.part == LoraPart::kOriginal) return;
  if (parsed.part == LoraPart::kWhole) {
    place_whole(tensor, parsed.name, config);
    return;
  }
  Delta& delta = deltas_[base_name(parsed.name + ".weight")];
  const bool is_a = parsed.part == LoraPart::kA || parsed.part == LoraPart::kEmbeddingA;
  std::string& half = is_a ? delta.a : delta.b;
  if (!half.empty()) {
    throw_invalid(adapter_->where(), "tensors " + in_quotes(half) + " and " + in_quotes(tensor) +
                                         " adapt the same weights");
  }
  half = tensor;
  delta.module = parsed.name;
  delta.embedding = parsed.part == LoraPart::kEmbeddingA || parsed.part == LoraPart::kEmbeddingB;
}

void MergedWeights::place_whole(const std::string& tensor, const std::string& name,
                                const LoraConfig& config) {
  const std::string target = base_name(name);
  const bool saved =
      std::any_of(config.modules_to_save.begin(), config.modules_to_save.end(),
                  [&name](const std::string& module) { return goes_through(name, module); });
  if (!saved && !base_->contains(target)) {
    throw_invalid(adapter_->where(),
                  "tensor " + in_quotes(tensor) + " has no place: the base model has no " +
                      in_quotes(target) + " and \"modules_to_save\" does not name it");
  }
  // With "bias": "all" PEFT writes a saved module's bias under both of its names.
  const auto [before, is_new] = whole_.emplace(target, tensor);
  if (!is_new && !same_tensor(*adapter_->find(before->second), *adapter_->find(tensor))) {
    throw_invalid(adapter_->where(), "tensors " + in_quotes(before->second) + " and " +
                                         in_quotes(tensor) + " are the same weights, but differ");
  }
}

void MergedWeights::check(Delta& delta, const std::string& target, const LoraConfig& config) const {
  const std::string where = adapter_->where();
  if (delta.a.empty() || delta.b.empty()) {
    throw_invalid(where, "tensor " + in_quotes(delta.a.empty() ? delta.b : delta.a) + " has no " +
                             (delta.a.empty() ? "lora_A" : "lora_B") + " that belongs to it");
  }
  if (!base_->contains(target) && !whole_.contains(target)) {
    throw_invalid(where, "tensor " + in_quotes(delta.a) +
                             " has no place: the base model has no tensor " + in_quotes(target));
  }
  delta.scale = lora_scale(config, delta.module, where);
  const tensor::Shape& a = adapter_->find(delta.a)->shape;
  const tensor::Shape& b = adapter_->find(delta.b)->shape;
  if (a.rank() != 2 || a[0] != delta.scale.rank) {
    throw_invalid(where,
                  "tensor " + in_quotes(delta.a) + ": found shape " + tensor::to_string(a) +
                      ", expected [r x inputs] with r = " + std::to_string(delta.scale.rank));
  }
  if (b.rank() != 2 || b[1] != delta.scale.rank) {
    throw_invalid(where,
                  "tensor " + in_quotes(delta.b) + ": found shape " + tensor::to_string(b) +
                      ", expected [outputs x r] with r = " + std::to_string(delta.scale.rank));
  }
}

void MergedWeights::add(const Delta& delta, tensor::Tensor& weights) const {
  if (weights.shape().rank() != 2) {
    throw_invalid(adapter_->where(), "tensor " + in_quotes(delta.a) + " adapts weights of shape " +
                                         tensor::to_string(weights.shape()) +
                                         ", expected a matrix");
  }
  const std::int64_t rows = weights.shape()[0];
  const std::int64_t columns = weights.shape()[1];
  const std::int64_t rank = delta.scale.rank;
  const tensor::Tensor a =
      adapter_->load(delta.a, tensor::Shape{rank, delta.embedding ? rows : columns});
  const tensor::Tensor b =
      adapter_->load(delta.b, tensor::Shape{delta.embedding ? columns : rows, rank});
  if (delta.embedding) {
    add_low_rank(transposed(a), transposed(b), delta.scale.factor, weights);
  } else {
    add_low_rank(b, a, delta.scale.factor, weights);
  }
}

std::string MergedWeights::where() const { return adapter_->where() + " over " + base_->where(); }

std::vector<std::string> MergedWeights::names() const {
  std::vector<std::string> all = base_->names();
  for (const auto& [name, tensor] : whole_) {
    if (!base_->contains(name)) all.push_back(name);
  }
  return all;
}

bool MergedWeights::contains(std::string_view name) const {
  return whole_.contains(name) || base_->contains(name);
}

std::optional<tensor::Shape> MergedWeights::shape(std::string_view name) const {
  const auto whole = whole_.find(name);
  return whole == whole_.end() ? base_->shape(name) : adapter_->shape(whole->second);
}

tensor::Tensor MergedWeights::load(std::string_view name, const tensor::Shape& expected) const {
  const auto whole = whole_.find(name);
  tensor::Tensor weights =
      whole == whole_.end() ? base_->load(name, expected) : adapter_->load(whole->second, expected);
  const auto delta = deltas_.find(name);
  if (delta != deltas_.end()) add(delta->second, weights);
  return weights;
}

std::shared_ptr<const float> MergedWeights::view(std::string_view name,
                                                 const tensor::Shape& expected) const {
  if (whole_.contains(name) || deltas_.contains(name)) return WeightSource::view(name, expected);
  return base_->view(name, expected);
}

}  // namespace tango::checkpoint
