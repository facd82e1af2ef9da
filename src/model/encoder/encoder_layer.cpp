#include "model/encoder/encoder_layer.h"

#include <algorithm>

#include "kernel/activation/activation.h"

namespace tango::model {
namespace {

void activate(checkpoint::Activation activation, float* values, std::ptrdiff_t count) {
  switch (activation) {
    case checkpoint::Activation::kGelu:
      return kernel::gelu(values, count);
    case checkpoint::Activation::kGeluTanh:
      return kernel::gelu_tanh(values, count);
    case checkpoint::Activation::kRelu:
      return kernel::relu(values, count);
  }
}

void gather_first_tokens(std::span<const std::int32_t> offsets, std::ptrdiff_t width,
                         const float* hidden, float* first) {
  for (const std::int32_t begin : offsets.first(offsets.size() - 1)) {
    first = std::copy_n(hidden + begin * width, width, first);
  }
}

}  // namespace

EncoderLayer::EncoderLayer(const checkpoint::EncoderConfig& config,
                           const checkpoint::EncoderLayerNames& names,
                           const checkpoint::WeightSource& weights, Reach reach)
    : reach_(reach),
      activation_(config.activation),
      self_attention_(config, names, weights, reach),
      attention_output_(
          load_linear(weights, names.attention_output, config.hidden_size, config.hidden_size)),
      attention_layer_norm_(weights, names.attention_layer_norm, config.hidden_size,
                            config.layer_norm_eps),
      inner_(load_linear(weights, names.feed_forward_inner, config.intermediate_size,
                         config.hidden_size)),
      outer_(load_linear(weights, names.feed_forward_outer, config.hidden_size,
                         config.intermediate_size)),
      feed_forward_layer_norm_(weights, names.feed_forward_layer_norm, config.hidden_size,
                               config.layer_norm_eps) {}

void EncoderLayer::forward(std::span<const std::int32_t> offsets, const RelativePositionBias& bias,
                           EncoderWorkspace& workspace) const {
  if (reach_ == Reach::kFirstTokens) {
    gather_first_tokens(offsets, attention_output_.outputs(), workspace.hidden.data(),
                        workspace.first.data());
  }
  self_attention_.forward(offsets, bias, workspace);
  if (reach_ == Reach::kFirstTokens) {
    finish(workspace.first.data(), static_cast<int>(offsets.size()) - 1, workspace);
  } else {
    finish(workspace.hidden.data(), offsets.back(), workspace);
  }
}

/// What follows attention, a panel of rows at a time so that they stay in the cache.
void EncoderLayer::finish(float* hidden, int rows, EncoderWorkspace& workspace) const {
  const std::ptrdiff_t width = attention_output_.outputs();
  float* inner = workspace.inner.data();
  float* outer = workspace.outer.data();
  for (int begin = 0; begin < rows; begin += kPanelRows) {
    const int count = std::min(kPanelRows, rows - begin);
    float* panel = hidden + begin * width;
    attention_output_.run(workspace.context.data() + begin * width, count, outer, workspace.matmul);
    kernel::layer_norm(attention_layer_norm_.parameters(), outer, panel, count, panel);
    inner_.run(panel, count, inner, workspace.matmul);
    activate(activation_, inner, static_cast<std::ptrdiff_t>(count) * inner_.outputs());
    outer_.run(inner, count, outer, workspace.matmul);
    kernel::layer_norm(feed_forward_layer_norm_.parameters(), outer, panel, count, panel);
  }
}

}  // namespace tango::model
