#include "model/encoder/encoder_body.h"

#include <algorithm>
#include <optional>

namespace tango::model {

EncoderBody::EncoderBody(const checkpoint::EncoderConfig& config,
                         const checkpoint::EncoderNames& names, WeightLoader& loader, Reach last)
    : config_(config),
      precision_(loader.precision()),
      embeddings_(config, names, loader),
      reduction_(config.token_shares, config.num_heads, config.hidden_size),
      restores_(!config.token_shares.empty() && last == Reach::kEveryToken) {
  layers_.reserve(names.layers.size());
  std::optional<RelativeEmbeddings> relative;
  if (config.relative) relative.emplace(config, names, loader.source());
  for (const checkpoint::EncoderLayerNames& layer : names.layers) {
    const bool is_last = &layer == &names.layers.back();
    layers_.emplace_back(config, layer, loader, is_last ? last : Reach::kEveryToken,
                         relative ? &*relative : nullptr);
  }
  if (config.relative_attention_num_buckets > 0) {
    bias_ = {loader.source().load(names.relative_attention_bias,
                                  {config.relative_attention_num_buckets, config.num_heads}),
             config.max_tokens()};
  }
}

void EncoderBody::prepare(const PackedBatch& batch, EncoderWorkspace& workspace,
                          int members) const {
  embeddings_.check(batch);
  const std::span<const std::int32_t> offsets = batch.offsets();
  int longest = 0;
  for (std::size_t i = 1; i < offsets.size(); ++i) {
    longest = std::max(longest, offsets[i] - offsets[i - 1]);
  }
  workspace.reserve(config_, precision_, batch.tokens(), batch.texts(), longest, members);
}

void EncoderBody::embed(const PackedBatch& batch, EncoderWorkspace& workspace,
                        base::TeamMember& member) const {
  embeddings_.forward(batch, workspace, member);
}

void EncoderBody::run(const PackedBatch& batch, EncoderWorkspace& workspace,
                      base::TeamMember& member) const {
  embed(batch, workspace, member);
  std::span<const std::int32_t> offsets = batch.offsets();
  const bool may_reduce = !config_.token_shares.empty();
  if (may_reduce) reduction_.begin(offsets, workspace, member);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    // The last layer of a classifier computes one token per text anyway.
    const bool reduces =
        may_reduce && reduction_.reduces(i) && (restores_ || i + 1 < layers_.size());
    const LayerReduction reduction{reduction_, i, batch.offsets()};
    layers_[i].forward(offsets, bias_, workspace, member, reduces ? &reduction : nullptr);
    if (reduces) offsets = workspace.reduced.offsets[0];
  }
  if (restores_) reduction_.restore(workspace, member);
}

}  // namespace tango::model
