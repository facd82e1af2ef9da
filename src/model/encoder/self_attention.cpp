#include "model/encoder/self_attention.h"

#include <string>
#include <vector>

#include "model/encoder/heads_of_text.h"
#include "model/encoder/panels.h"

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
      hidden_size_(config.hidden_size),
      projection_(
          loader.linear(projection_stems(names, reach), config.hidden_size, config.hidden_size)),
      bias_(positions.bias) {
  if (reach == Reach::kFirstTokens) {
    query_ = loader.linear(names.query, config.hidden_size, config.hidden_size);
  }
  if (positions.relative) positions_.emplace(config, names, *positions.relative, loader);
}

void SelfAttention::forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
                            base::TeamMember& member, bool significance) const {
  const int texts = static_cast<int>(offsets.size()) - 1;
  const bool bfloat16 = attends_in_bfloat16(projection_.precision());
  project(projection_, workspace.hidden.data(), offsets.back(),
          bfloat16 ? nullptr : workspace.projected.data(),
          bfloat16 ? workspace.projected_bf16.data() : nullptr, workspace, member);
  if (query_) {
    project(*query_, workspace.first.data(), texts, bfloat16 ? nullptr : workspace.query.data(),
            bfloat16 ? workspace.query_bf16.data() : nullptr, workspace, member);
  }
  member.barrier();
  if (bfloat16) {
    attend(offsets, workspace.projected_bf16.data(), workspace.query_bf16.data(), workspace, member,
           significance);
  } else {
    attend(offsets, workspace.projected.data(), workspace.query.data(), workspace, member,
           significance);
  }
  member.barrier();
}

void SelfAttention::project(const kernel::PackedWeights& weights, const float* src, int rows,
                            float* floats, kernel::Bfloat16* bfloats, EncoderWorkspace& workspace,
                            base::TeamMember& member) const {
  const std::ptrdiff_t width = weights.outputs();
  for_each_panel(rows, member, workspace,
                 [&](int begin, int count, base::TeamMember& group, PanelScratch& scratch) {
                   const kernel::MatmulRows panel =
                       narrow_rows(weights.precision(), src + std::ptrdiff_t{begin} * hidden_size_,
                                   count, hidden_size_, group, scratch);
                   group.barrier();
                   multiply(weights, panel, count, group,
                            {.floats = floats == nullptr ? nullptr : floats + begin * width,
                             .bfloats = bfloats == nullptr ? nullptr : bfloats + begin * width,
                             .stride = width});
                   group.barrier();
                 });
}

template <typename Element>
void SelfAttention::attend(std::span<const std::int32_t> offsets, const Element* projected,
                           const Element* query, EncoderWorkspace& workspace,
                           const base::TeamMember& member, bool significance) const {
  const std::ptrdiff_t hidden = hidden_size_;
  const std::ptrdiff_t width = projection_.outputs();
  kernel::AttentionInput<Element> input{.num_heads = num_heads_,
                                        .head_size = hidden_size_ / num_heads_,
                                        .query_stride = query_ ? hidden : width,
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
    input.queries = query_ ? 1 : input.tokens;
    if (significance) {
      input.significance =
          workspace.reduced.significance.data() + std::ptrdiff_t{first} * num_heads_;
      input.significance_stride = input.tokens;
    }
    input.query = query_ ? query + text * hidden : rows;
    input.key = rows + width - 2 * hidden;
    input.value = rows + width - hidden;
    const std::ptrdiff_t row = query_ ? text : first;
    kernel::attention(input, heads, scratch, workspace.context.data() + row * hidden);
  });
}

}  // namespace tango::model
