#include "model/encoder/pre_norm_layer.h"

#include <cstddef>
#include <utility>

#include "kernel/elementwise/elementwise.h"
#include "model/encoder/kernel_activation.h"
#include "model/encoder/layer_rows.h"
#include "model/encoder/panels.h"

namespace tango::model {
namespace {

/// One half of the feed-forward part's first product: what is activated comes first, then the gate.
LinearPart half_of(const checkpoint::EncoderConfig& config,
                   const checkpoint::EncoderLayerNames& names, int half) {
  return {.stem = names.feed_forward_inner,
          .first = half * config.intermediate_size,
          .outputs = config.intermediate_size,
          .of = 2 * config.intermediate_size,
          .has_bias = config.pre_norm->feed_forward_bias};
}

/// This member's share of `rows` rows that are `width` wide: calls body(first element, elements).
template <typename Body>
void for_share(int rows, std::ptrdiff_t width, const base::TeamMember& group, const Body& body) {
  const auto [begin, end] = group.share(rows);
  body(begin * width, static_cast<int>((end - begin) * width));
}

}  // namespace

PreNormLayer::PreNormLayer(const checkpoint::EncoderConfig& config,
                           const checkpoint::EncoderLayerNames& names, WeightLoader& loader,
                           Reach reach, RotaryAttention attention)
    : reach_(reach),
      width_(config.hidden_size),
      activation_(kernel_activation(config.activation)),
      attention_(std::move(attention)),
      attention_output_(loader.linear({.stem = names.attention_output,
                                       .outputs = width_,
                                       .of = width_,
                                       .has_bias = config.pre_norm->attention_bias},
                                      width_)),
      feed_forward_layer_norm_(loader.source(), names.feed_forward_layer_norm, width_,
                               config.layer_norm_eps, config.pre_norm->norm_bias),
      inner_(loader.linear(half_of(config, names, 0), width_)),
      gate_(loader.linear(half_of(config, names, 1), width_)),
      outer_(loader.linear({.stem = names.feed_forward_outer,
                            .outputs = width_,
                            .of = width_,
                            .has_bias = config.pre_norm->feed_forward_bias},
                           config.intermediate_size)) {}

void PreNormLayer::forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
                           base::TeamMember& member, const LayerReduction* /*reduction*/) const {
  const LayerRows rows = rows_of(reach_, offsets, width_, workspace, member);
  attention_.forward(offsets, workspace, member);
  finish_rows(rows, width_, workspace, member,
              [&](const float* context, float* hidden, int count, base::TeamMember& group,
                  PanelScratch& scratch) { finish_panel(context, hidden, count, group, scratch); });
}

/// What follows attention; the barriers are as in EncoderLayer::finish_panel.
void PreNormLayer::finish_panel(const float* context, float* hidden, int rows,
                                base::TeamMember& group, PanelScratch& scratch) const {
  const kernel::Precision precision = inner_.precision();
  float* const outer = scratch.outer.data();
  const kernel::MatmulRows attended = narrow_rows(precision, context, rows, width_, group, scratch);
  group.barrier();
  multiply(attention_output_, attended, rows, group, {.floats = outer, .stride = width_});
  group.barrier();
  for_share(rows, width_, group, [&](std::ptrdiff_t first, int count) {
    kernel::add(outer + first, count, hidden + first);
    kernel::layer_norm(feed_forward_layer_norm_.parameters(), hidden + first, nullptr,
                       count / width_, outer + first);
  });
  const kernel::MatmulRows normalised = narrow_rows(precision, outer, rows, width_, group, scratch);
  group.barrier();
  feed_forward(normalised, rows, group, scratch);
  for_share(rows, width_, group, [&](std::ptrdiff_t first, int count) {
    kernel::add(outer + first, count, hidden + first);
  });
}

/// `rows` → scratch.outer, which they may lie in, complete for every member when it returns.
void PreNormLayer::feed_forward(const kernel::MatmulRows& rows, int count, base::TeamMember& group,
                                PanelScratch& scratch) const {
  const kernel::Precision precision = inner_.precision();
  const bool float32 = precision == kernel::Precision::kFloat32;
  const int width = inner_.outputs();
  multiply(inner_, rows, count, group,
           {.floats = float32 ? scratch.inner.data() : nullptr,
            .bfloats = float32 ? nullptr : scratch.inner_bf16.data(),
            .stride = width,
            .activation = activation_});
  multiply(gate_, rows, count, group,
           {.floats = float32 ? scratch.gate.data() : nullptr,
            .bfloats = float32 ? nullptr : scratch.gate_bf16.data(),
            .stride = width});
  group.barrier();
  for_share(count, width, group, [&](std::ptrdiff_t first, int elements) {
    if (float32) {
      kernel::multiply(scratch.gate.data() + first, elements, scratch.inner.data() + first);
    } else {
      kernel::multiply(scratch.gate_bf16.data() + first, elements,
                       scratch.inner_bf16.data() + first);
    }
  });
  kernel::MatmulRows gated = kernel::float_rows(scratch.inner.data(), width);
  if (!float32) {
    gated = quantized(precision, scratch.inner_bf16.data(), count, width, group,
                      scratch.wide.data(), scratch.scales.data());
  }
  group.barrier();
  multiply(outer_, gated, count, group, {.floats = scratch.outer.data(), .stride = width_});
  group.barrier();
}

TransformerLayers make_pre_norm_layers(const checkpoint::EncoderConfig& config,
                                       const checkpoint::EncoderNames& names, WeightLoader& loader,
                                       Reach last) {
  const checkpoint::PreNormConfig& pre_norm = *config.pre_norm;
  const auto table = [&](double theta) {
    return std::make_shared<const RotaryTable>(theta, config.hidden_size / config.num_heads,
                                               config.max_tokens());
  };
  std::shared_ptr<const RotaryTable> tables[2];  // for layers that see all, and local ones
  TransformerLayers layers;
  for (std::size_t i = 0; i < names.layers.size(); ++i) {
    const Reach reach = i + 1 == names.layers.size() ? last : Reach::kEveryToken;
    const bool is_local = pre_norm.is_local[i];
    std::shared_ptr<const RotaryTable>& own = tables[is_local ? 1 : 0];
    if (!own) own = table(is_local ? pre_norm.local_rope_theta : pre_norm.global_rope_theta);
    layers.push_back(
        std::make_unique<PreNormLayer>(config, names.layers[i], loader, reach,
                                       RotaryAttention(config, names.layers[i], loader, reach, own,
                                                       is_local ? pre_norm.half_window : -1)));
  }
  return layers;
}

}  // namespace tango::model
