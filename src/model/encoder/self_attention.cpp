#include "model/encoder/self_attention.h"

#include <string>
#include <vector>

#include "model/encoder/linear.h"

namespace tango::model {
namespace {

std::vector<std::string> projection_stems(const checkpoint::EncoderLayerNames& names, Reach reach) {
  if (reach == Reach::kFirstTokens) return {names.key, names.value};
  return {names.query, names.key, names.value};
}

}  // namespace

SelfAttention::SelfAttention(const checkpoint::EncoderConfig& config,
                             const checkpoint::EncoderLayerNames& names,
                             const checkpoint::WeightSource& weights, Reach reach)
    : num_heads_(config.num_heads),
      hidden_size_(config.hidden_size),
      projection_(load_linear(weights, projection_stems(names, reach), config.hidden_size,
                              config.hidden_size)) {
  if (reach == Reach::kFirstTokens) {
    query_ = load_linear(weights, names.query, config.hidden_size, config.hidden_size);
  }
}

void SelfAttention::forward(std::span<const std::int32_t> offsets, const RelativePositionBias& bias,
                            EncoderWorkspace& workspace) const {
  const std::ptrdiff_t hidden = hidden_size_;
  const std::ptrdiff_t width = projection_.outputs();
  const std::size_t texts = offsets.size() - 1;
  projection_.run(workspace.hidden.data(), offsets.back(), workspace.projected.data(),
                  workspace.matmul);
  if (query_) {
    query_->run(workspace.first.data(), static_cast<int>(texts), workspace.query.data(),
                workspace.matmul);
  }
  kernel::AttentionInput input{.num_heads = num_heads_,
                               .head_size = hidden_size_ / num_heads_,
                               .query_stride = width,
                               .key_value_stride = width,
                               .relative_bias = bias.data(),
                               .relative_bias_stride = bias.stride()};
  for (std::size_t text = 0; text < texts; ++text) {
    const float* rows = workspace.projected.data() + offsets[text] * width;
    input.tokens = offsets[text + 1] - offsets[text];
    input.queries = query_ ? 1 : input.tokens;
    input.query =
        query_ ? workspace.query.data() + static_cast<std::ptrdiff_t>(text) * hidden : rows;
    input.key = rows + width - 2 * hidden;
    input.value = rows + width - hidden;
    const std::ptrdiff_t row = query_ ? static_cast<std::ptrdiff_t>(text) : offsets[text];
    kernel::attention(input, workspace.attention.data(), workspace.context.data() + row * hidden);
  }
}

}  // namespace tango::model
