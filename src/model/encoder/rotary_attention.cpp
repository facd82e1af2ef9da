#include "model/encoder/rotary_attention.h"

#include <cstddef>
#include <utility>

#include "kernel/attention/attention.h"
#include "kernel/rotary/rotary.h"
#include "model/encoder/heads_of_text.h"
#include "model/encoder/panels.h"

namespace tango::model {
namespace {

/// Of the rows of query, key and value, those from `first` on, as wide as so many of the three.
LinearPart part_of(const checkpoint::EncoderConfig& config,
                   const checkpoint::EncoderLayerNames& names, int first, int count) {
  return {.stem = names.projection,
          .first = first * config.hidden_size,
          .outputs = count * config.hidden_size,
          .of = 3 * config.hidden_size,
          .has_bias = config.pre_norm->attention_bias};
}

}  // namespace

RotaryAttention::RotaryAttention(const checkpoint::EncoderConfig& config,
                                 const checkpoint::EncoderLayerNames& names, WeightLoader& loader,
                                 Reach reach, std::shared_ptr<const RotaryTable> table,
                                 int half_window)
    : num_heads_(config.num_heads),
      hidden_size_(config.hidden_size),
      half_window_(half_window),
      table_(std::move(table)),
      projection_(loader.linear(reach == Reach::kFirstTokens ? part_of(config, names, 1, 2)
                                                             : part_of(config, names, 0, 3),
                                config.hidden_size)) {
  if (reach == Reach::kFirstTokens) {
    query_ = loader.linear(part_of(config, names, 0, 1), config.hidden_size);
  }
  if (!names.attention_layer_norm.empty()) {
    layer_norm_.emplace(loader.source(), names.attention_layer_norm, config.hidden_size,
                        config.layer_norm_eps, config.pre_norm->norm_bias);
  }
}

void RotaryAttention::forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
                              base::TeamMember& member) const {
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
    attend(offsets, workspace.projected_bf16.data(), workspace.query_bf16.data(), workspace,
           member);
  } else {
    attend(offsets, workspace.projected.data(), workspace.query.data(), workspace, member);
  }
  member.barrier();
}

void RotaryAttention::project(const kernel::PackedWeights& weights, const float* src, int rows,
                              float* floats, kernel::Bfloat16* bfloats, EncoderWorkspace& workspace,
                              base::TeamMember& member) const {
  const std::ptrdiff_t width = weights.outputs();
  for_each_panel(rows, member, workspace,
                 [&](int begin, int count, base::TeamMember& group, PanelScratch& scratch) {
                   const float* panel = src + std::ptrdiff_t{begin} * hidden_size_;
                   if (layer_norm_) {
                     const auto [first, last] = group.share(count);
                     const std::ptrdiff_t offset = std::ptrdiff_t{first} * hidden_size_;
                     kernel::layer_norm(layer_norm_->parameters(), panel + offset, nullptr,
                                        last - first, scratch.outer.data() + offset);
                     panel = scratch.outer.data();
                   }
                   const kernel::MatmulRows narrow =
                       narrow_rows(weights.precision(), panel, count, hidden_size_, group, scratch);
                   group.barrier();
                   multiply(weights, narrow, count, group,
                            {.floats = floats == nullptr ? nullptr : floats + begin * width,
                             .bfloats = bfloats == nullptr ? nullptr : bfloats + begin * width,
                             .stride = width});
                   group.barrier();
                 });
}

template <typename Element>
void RotaryAttention::attend(std::span<const std::int32_t> offsets, Element* projected,
                             const Element* query, EncoderWorkspace& workspace,
                             const base::TeamMember& member) const {
  const std::ptrdiff_t hidden = hidden_size_;
  const std::ptrdiff_t width = projection_.outputs();
  const int head_size = hidden_size_ / num_heads_;
  kernel::AttentionInput<Element> input{.num_heads = num_heads_,
                                        .head_size = head_size,
                                        .query_stride = query_ ? hidden : width,
                                        .key_value_stride = width,
                                        .half_window = half_window_};
  std::byte* scratch = workspace.panels[static_cast<std::size_t>(member.rank())].attention.data();
  for_each_text(offsets, num_heads_, member, [&](const HeadsOfText& part) {
    const auto& [text, first, tokens, heads] = part;
    Element* const rows = projected + first * width;
    Element* const key = rows + width - 2 * hidden;
    kernel::rotate(table_->tables(), head_size, heads, tokens, width, key);
    // A first token is at position 0, which turns nothing.
    if (!query_) kernel::rotate(table_->tables(), head_size, heads, tokens, width, rows);
    input.tokens = tokens;
    input.queries = query_ ? 1 : tokens;
    input.query = query_ ? query + text * hidden : rows;
    input.key = key;
    input.value = rows + width - hidden;
    const std::ptrdiff_t row = query_ ? text : first;
    kernel::attention(input, heads, scratch, workspace.context.data() + row * hidden);
  });
}

}  // namespace tango::model
