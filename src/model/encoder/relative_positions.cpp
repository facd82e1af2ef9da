#include "model/encoder/relative_positions.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "kernel/matmul/matmul.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/layer_norm.h"
#include "tensor/weight_arena.h"

namespace tango::model {
namespace {

/// The product of `vectors` with the layer at `stem`, packed head by head.
std::vector<kernel::PackedWeights> packed_heads(const std::string& stem,
                                                const tensor::Tensor& vectors, int num_heads,
                                                const WeightLoader& loader) {
  if (stem.empty()) return {};
  const auto rows = static_cast<int>(vectors.shape()[0]);
  const auto width = static_cast<int>(vectors.shape()[1]);
  const int head_size = width / num_heads;
  tensor::Tensor projected(tensor::Shape{rows, width});
  {
    tensor::WeightArena arena;
    const kernel::PackedWeights::Sizes sizes{kernel::Precision::kFloat32, width, width};
    const tensor::Tensor weight = loader.source().load(stem + ".weight", {width, width});
    check_finite(loader.source(), stem + ".weight", {weight.data(), weight.size()},
                 loader.precision());
    const kernel::PackedWeights product(sizes, weight.data(),
                                        loader.source().load(stem + ".bias", {width}).data(),
                                        arena.allocate(sizes.bytes()));
    kernel::matmul(product, kernel::float_rows(vectors.data(), width), rows,
                   {.floats = projected.data(), .stride = width});
  }
  const kernel::Precision precision = attends_in_bfloat16(loader.precision())
                                          ? kernel::Precision::kBfloat16
                                          : kernel::Precision::kFloat32;
  const kernel::PackedWeights::Sizes sizes{precision, head_size, rows};
  tensor::WeightArena arena;
  std::vector<kernel::PackedWeights> heads;
  std::vector<float> head(static_cast<std::size_t>(rows) * static_cast<std::size_t>(head_size));
  for (int h = 0; h < num_heads; ++h) {
    auto next = head.begin();
    for (std::ptrdiff_t row = 0; row < rows; ++row) {
      next = std::copy_n(projected.data() + row * width + std::ptrdiff_t{h} * head_size, head_size,
                         next);
    }
    heads.emplace_back(sizes, head.data(), nullptr, arena.allocate(sizes.bytes()));
  }
  return heads;
}

}  // namespace

int relative_bucket(int distance, const checkpoint::RelativeConfig& config) {
  const int span = config.span();
  int bucket = -distance;  // a query less its key
  const int middle = config.position_buckets / 2;
  const int steps = std::abs(distance);
  if (config.position_buckets > 0 && steps > middle) {
    // In float and in this order, as PyTorch computes it.
    const float logarithm = std::log(static_cast<float>(steps) / static_cast<float>(middle));
    const float range = std::log(static_cast<float>(
        static_cast<double>(config.max_relative_positions - 1) / static_cast<double>(middle)));
    const auto far = static_cast<int>(
        std::ceil(logarithm / range * static_cast<float>(middle - 1)) + static_cast<float>(middle));
    bucket = distance > 0 ? -far : far;
  }
  return std::clamp(bucket + span, 0, 2 * span - 1);
}

RelativeEmbeddings::RelativeEmbeddings(const checkpoint::EncoderConfig& config,
                                       const checkpoint::EncoderNames& names,
                                       const checkpoint::WeightSource& weights)
    : vectors_(weights.load(names.relative_embeddings,
                            {2 * config.relative->span(), config.hidden_size})) {
  if (!names.relative_layer_norm.empty()) {
    const LayerNorm layer_norm(weights, names.relative_layer_norm, config.hidden_size,
                               config.layer_norm_eps);
    kernel::layer_norm(layer_norm.parameters(), vectors_.data(), nullptr,
                       static_cast<int>(vectors_.shape()[0]), vectors_.data());
  }
  std::vector<std::int32_t> buckets;
  for (int distance = 1 - config.max_tokens(); distance < config.max_tokens(); ++distance) {
    buckets.push_back(relative_bucket(distance, *config.relative));
  }
  buckets_ = std::make_shared<const std::vector<std::int32_t>>(std::move(buckets));
}

LayerPositions::LayerPositions(const checkpoint::EncoderConfig& config,
                               const checkpoint::EncoderLayerNames& names,
                               const RelativeEmbeddings& embeddings, const WeightLoader& loader)
    : buckets_(embeddings.buckets()),
      num_buckets_(2 * config.relative->span()),
      keys_(packed_heads(names.position_key, embeddings.vectors(), config.num_heads, loader)),
      queries_(packed_heads(names.position_query, embeddings.vectors(), config.num_heads, loader)) {
}

}  // namespace tango::model
