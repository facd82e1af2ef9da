#include "model/encoder/self_attention.h"

#include <string>
#include <vector>

#include "model/encoder/heads_of_text.h"

namespace tango::model {
namespace {

std::vector<std::string> projection_stems(const checkpoint::EncoderLayerNames& names, Reach reach) {
  if (reach == Reach::kFirstTokens) return {names.key, names.value};
  return {names.query, names.key, names.value};
}

}  // namespace

SelfAttention::SelfAttention(const checkpoint::EncoderConfig& config,
                             const checkpoint::EncoderLayerNames& names, WeightLoader& loader,
                             Reach reach, const SharedPositions& positions)
    : num_heads_(config.num_heads),
      projection_{
          config.hidden_size,
          loader.linear(projection_stems(names, reach), config.hidden_size, config.hidden_size),
          std::nullopt},
      bias_(positions.bias) {
  if (reach == Reach::kFirstTokens) {
    projection_.query = loader.linear(names.query, config.hidden_size, config.hidden_size);
  }
  if (positions.relative) positions_.emplace(config, names, *positions.relative, loader);
}

void SelfAttention::forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
                            base::TeamMember& member, bool significance) const {
  const auto as_they_are = [](const float* rows, int /*count*/, const base::TeamMember& /*group*/,
                              PanelScratch& /*scratch*/) { return rows; };
  projection_.forward(offsets, workspace, member, as_they_are,
                      [&](const auto* projected, const auto* query) {
                        attend(offsets, projected, query, workspace, member, significance);
                      });
}

template <typename Element>
void SelfAttention::attend(std::span<const std::int32_t> offsets, const Element* projected,
                           const Element* query, EncoderWorkspace& workspace,
                           const base::TeamMember& member, bool significance) const {
  const std::ptrdiff_t hidden = projection_.hidden_size;
  const std::ptrdiff_t width = projection_.width();
  const bool first_only = projection_.query.has_value();
  kernel::AttentionInput<Element> input{.num_heads = num_heads_,
                                        .head_size = projection_.hidden_size / num_heads_,
                                        .query_stride = first_only ? hidden : width,
                                        .key_value_stride = width};
  if (bias_) {
    input.relative_bias = bias_->data();
    input.relative_bias_stride = bias_->stride();
  }
  kernel::RelativePositions positions;
  if (positions_) {
    positions = positions_->positions();
    input.positions = &positions;
  }
  std::byte* scratch = workspace.panels[static_cast<std::size_t>(member.rank())].attention.data();
  for_each_text(offsets, num_heads_, member, [&](const HeadsOfText& part) {
    const auto& [text, first, tokens, heads] = part;
    const Element* rows = projected + first * width;
    input.tokens = tokens;
    input.queries = first_only ? 1 : input.tokens;
    if (significance) {
      input.significance =
          workspace.reduced.significance.data() + std::ptrdiff_t{first} * num_heads_;
      input.significance_stride = input.tokens;
    }
    input.query = first_only ? query + text * hidden : rows;
    input.key = rows + width - 2 * hidden;
    input.value = rows + width - hidden;
    const std::ptrdiff_t row = first_only ? text : first;
    kernel::attention(input, heads, scratch, workspace.context.data() + row * hidden);
  });
}

}  // namespace tango::model
