#include "model/encoder/encoder_body.h"

#include <algorithm>

#include "model/encoder/encoder_layer.h"
#include "model/encoder/pre_norm_layer.h"

namespace tango::model {

EncoderBody::EncoderBody(const checkpoint::EncoderConfig& config,
                         const checkpoint::EncoderNames& names, WeightLoader& loader, Reach last)
    : config_(config),
      precision_(loader.precision()),
      embeddings_(config, names, loader),
      reduction_(config.token_shares, config.num_heads, config.hidden_size),
      last_(last),
      restores_(!config.token_shares.empty() && last == Reach::kEveryToken),
      layers_(config.pre_norm ? make_pre_norm_layers(config, names, loader, last)
                              : make_encoder_layers(config, names, loader, last)) {
  if (!names.final_layer_norm.empty()) {
    final_layer_norm_.emplace(loader.source(), names.final_layer_norm, config.hidden_size,
                              config.layer_norm_eps, config.pre_norm->norm_bias);
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
    layers_[i]->forward(offsets, workspace, member, reduces ? &reduction : nullptr);
    if (reduces) offsets = workspace.reduced.offsets[0];
  }
  if (restores_) reduction_.restore(workspace, member);
  if (final_layer_norm_) normalise(batch, workspace, member);
}

/// What the head reads, in place.
void EncoderBody::normalise(const PackedBatch& batch, EncoderWorkspace& workspace,
                            base::TeamMember& member) const {
  const bool every = last_ == Reach::kEveryToken;
  const auto [begin, end] = member.share(every ? batch.tokens() : batch.texts());
  float* const rows = (every ? workspace.hidden.data() : workspace.first.data()) +
                      std::ptrdiff_t{begin} * config_.hidden_size;
  kernel::layer_norm(final_layer_norm_->parameters(), rows, nullptr, end - begin, rows);
  member.barrier();
}

}  // namespace tango::model
