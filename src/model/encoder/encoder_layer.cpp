#include "model/encoder/encoder_layer.h"

#include "model/encoder/kernel_activation.h"
#include "model/encoder/layer_rows.h"
#include "model/encoder/panels.h"

namespace tango::model {
namespace {

/// rows = normalise(added + rows), this member's share of them.
void add_and_normalise(const LayerNorm& layer_norm, const float* added, float* rows, int count,
                       const base::TeamMember& group) {
  const kernel::LayerNormParameters parameters = layer_norm.parameters();
  const auto [begin, end] = group.share(count);
  const std::ptrdiff_t offset = std::ptrdiff_t{begin} * parameters.width;
  kernel::layer_norm(parameters, added + offset, rows + offset, end - begin, rows + offset);
}

}  // namespace

EncoderLayer::EncoderLayer(const checkpoint::EncoderConfig& config,
                           const checkpoint::EncoderLayerNames& names, WeightLoader& loader,
                           Reach reach, const SharedPositions& positions)
    : reach_(reach),
      width_(config.hidden_size),
      activation_(kernel_activation(config.activation)),
      self_attention_(config, names, loader, reach, positions),
      attention_output_(
          loader.linear(names.attention_output, config.hidden_size, config.hidden_size)),
      attention_layer_norm_(loader.source(), names.attention_layer_norm, config.hidden_size,
                            config.layer_norm_eps),
      inner_(loader.linear(names.feed_forward_inner, config.intermediate_size, config.hidden_size)),
      outer_(loader.linear(names.feed_forward_outer, config.hidden_size, config.intermediate_size)),
      feed_forward_layer_norm_(loader.source(), names.feed_forward_layer_norm, config.hidden_size,
                               config.layer_norm_eps) {}

void EncoderLayer::forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
                           base::TeamMember& member, const LayerReduction* reduction) const {
  LayerRows rows = rows_of(reach_, offsets, width_, workspace, member);
  self_attention_.forward(offsets, workspace, member, reduction != nullptr);
  if (reduction != nullptr) {
    const int kept =
        reduction->tokens.reduce(reduction->layer, reduction->batch, workspace, member);
    rows = {workspace.hidden.data(), kept};
  }
  finish_rows(rows, width_, workspace, member,
              [&](const float* context, float* hidden, int count, base::TeamMember& group,
                  PanelScratch& scratch) { finish_panel(context, hidden, count, group, scratch); });
}

/// What follows attention. The barriers make every product wait for all of its rows, and keep
/// members from overwriting what others may still read; they cost nothing to a member alone.
void EncoderLayer::finish_panel(const float* context, float* hidden, int rows,
                                base::TeamMember& group, PanelScratch& scratch) const {
  const kernel::Precision precision = inner_.precision();
  float* outer = scratch.outer.data();
  const kernel::MatmulRows attended = narrow_rows(precision, context, rows, width_, group, scratch);
  group.barrier();
  multiply(attention_output_, attended, rows, group, {.floats = outer, .stride = width_});
  group.barrier();
  add_and_normalise(attention_layer_norm_, outer, hidden, rows, group);
  const kernel::MatmulRows normalised =
      narrow_rows(precision, hidden, rows, width_, group, scratch);
  group.barrier();
  feed_forward(normalised, rows, group, scratch);
  add_and_normalise(feed_forward_layer_norm_, outer, hidden, rows, group);
}

/// `rows` → scratch.outer, complete for every member when it returns.
void EncoderLayer::feed_forward(const kernel::MatmulRows& rows, int count, base::TeamMember& group,
                                PanelScratch& scratch) const {
  const kernel::Precision precision = inner_.precision();
  const bool float32 = precision == kernel::Precision::kFloat32;
  const int width = inner_.outputs();
  multiply(inner_, rows, count, group,
           {.floats = float32 ? scratch.inner.data() : nullptr,
            .bfloats = float32 ? nullptr : scratch.inner_bf16.data(),
            .stride = width,
            .activation = activation_});
  group.barrier();
  kernel::MatmulRows activated = kernel::float_rows(scratch.inner.data(), width);
  if (!float32) {
    activated = quantized(precision, scratch.inner_bf16.data(), count, width, group,
                          scratch.wide.data(), scratch.scales.data());
    group.barrier();
  }
  multiply(outer_, activated, count, group, {.floats = scratch.outer.data(), .stride = width_});
  group.barrier();
}

TransformerLayers make_encoder_layers(const checkpoint::EncoderConfig& config,
                                      const checkpoint::EncoderNames& names, WeightLoader& loader,
                                      Reach last) {
  SharedPositions positions;
  if (config.relative) {
    positions.relative = std::make_shared<RelativeEmbeddings>(config, names, loader.source());
  }
  if (config.relative_attention_num_buckets > 0) {
    positions.bias = std::make_shared<RelativePositionBias>(
        loader.source().load(names.relative_attention_bias,
                             {config.relative_attention_num_buckets, config.num_heads}),
        config.max_tokens());
  }
  TransformerLayers layers;
  for (const checkpoint::EncoderLayerNames& layer : names.layers) {
    const Reach reach = &layer == &names.layers.back() ? last : Reach::kEveryToken;
    layers.push_back(std::make_unique<EncoderLayer>(config, layer, loader, reach, positions));
  }
  return layers;
}

}  // namespace tango::model
