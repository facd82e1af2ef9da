#include "model/encoder/self_attention.h"

#include <string>
#include <vector>

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
                             Reach reach, const RelativeEmbeddings* relative)
    : num_heads_(config.num_heads),
      hidden_size_(config.hidden_size),
      projection_(
          loader.linear(projection_stems(names, reach), config.hidden_size, config.hidden_size)) {
  if (reach == Reach::kFirstTokens) {
    query_ = loader.linear(names.query, config.hidden_size, config.hidden_size);
  }
  if (relative != nullptr) positions_.emplace(config, names, *relative, loader);
}

void SelfAttention::forward(std::span<const std::int32_t> offsets, const RelativePositionBias& bias,
                            EncoderWorkspace& workspace, base::TeamMember& member,
                            bool significance) const {
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
    attend(offsets, bias, workspace.projected_bf16.data(), workspace.query_bf16.data(), workspace,
           member, significance);
  } else {
    attend(offsets, bias, workspace.projected.data(), workspace.query.data(), workspace, member,
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
void SelfAttention::attend(std::span<const std::int32_t> offsets, const RelativePositionBias& bias,
                           const Element* projected, const Element* query,
                           EncoderWorkspace& workspace, const base::TeamMember& member,
                           bool significance) const {
  const std::ptrdiff_t hidden = hidden_size_;
  const std::ptrdiff_t width = projection_.outputs();
  const int texts = static_cast<int>(offsets.size()) - 1;
  kernel::AttentionInput<Element> input{.num_heads = num_heads_,
                                        .head_size = hidden_size_ / num_heads_,
                                        .query_stride = query_ ? hidden : width,
                                        .key_value_stride = width,
                                        .relative_bias = bias.data(),
                                        .relative_bias_stride = bias.stride()};
  kernel::RelativePositions positions;
  if (positions_) {
    positions = positions_->positions();
    input.positions = &positions;
  }
  std::byte* scratch = workspace.panels[static_cast<std::size_t>(member.rank())].attention.data();
  const auto [begin, end] = member.share(texts * num_heads_);
  for (int unit = begin; unit < end;) {
    const int text = unit / num_heads_;
    const kernel::Heads heads{unit - text * num_heads_,
                              std::min(end - text * num_heads_, num_heads_)};
    const std::int32_t first = offsets[static_cast<std::size_t>(text)];
    const Element* rows = projected + first * width;
    input.tokens = offsets[static_cast<std::size_t>(text) + 1] - first;
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
    unit += heads.end - heads.begin;
  }
}

}  // namespace tango::model
