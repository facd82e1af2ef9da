#include "model/encoder/rotary_attention.h"

#include <cstddef>
#include <utility>

#include "kernel/attention/attention.h"
#include "kernel/rotary/rotary.h"
#include "model/encoder/heads_of_text.h"

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
      half_window_(half_window),
      table_(std::move(table)),
      projection_{config.hidden_size,
                  loader.linear(reach == Reach::kFirstTokens ? part_of(config, names, 1, 2)
                                                             : part_of(config, names, 0, 3),
                                config.hidden_size),
                  std::nullopt} {
  if (reach == Reach::kFirstTokens) {
    projection_.query = loader.linear(part_of(config, names, 0, 1), config.hidden_size);
  }
  if (!names.attention_layer_norm.empty()) {
    layer_norm_.emplace(loader.source(), names.attention_layer_norm, config.hidden_size,
                        config.layer_norm_eps, config.pre_norm->norm_bias);
  }
}

void RotaryAttention::forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
                              base::TeamMember& member) const {
  const auto normalised = [this](const float* rows, int count, const base::TeamMember& group,
                                 PanelScratch& scratch) -> const float* {
    if (!layer_norm_) return rows;
    const auto [first, last] = group.share(count);
    const std::ptrdiff_t offset = std::ptrdiff_t{first} * projection_.hidden_size;
    kernel::layer_norm(layer_norm_->parameters(), rows + offset, nullptr, last - first,
                       scratch.outer.data() + offset);
    return scratch.outer.data();
  };
  projection_.forward(offsets, workspace, member, normalised, [&](auto* projected, auto* query) {
    attend(offsets, projected, query, workspace, member);
  });
}

template <typename Element>
void RotaryAttention::attend(std::span<const std::int32_t> offsets, Element* projected,
                             const Element* query, EncoderWorkspace& workspace,
                             const base::TeamMember& member) const {
  const std::ptrdiff_t hidden = projection_.hidden_size;
  const std::ptrdiff_t width = projection_.width();
  const int head_size = projection_.hidden_size / num_heads_;
  const bool first_only = projection_.query.has_value();
  kernel::AttentionInput<Element> input{.num_heads = num_heads_,
                                        .head_size = head_size,
                                        .query_stride = first_only ? hidden : width,
                                        .key_value_stride = width,
                                        .half_window = half_window_};
  std::byte* scratch = workspace.panels[static_cast<std::size_t>(member.rank())].attention.data();
  for_each_text(offsets, num_heads_, member, [&](const HeadsOfText& part) {
    const auto& [text, first, tokens, heads] = part;
    Element* const rows = projected + first * width;
    Element* const key = rows + width - 2 * hidden;
    kernel::rotate(table_->tables(), head_size, heads, tokens, width, key);
    // A first token is at position 0, which turns nothing.
    if (!first_only) kernel::rotate(table_->tables(), head_size, heads, tokens, width, rows);
    input.tokens = tokens;
    input.queries = first_only ? 1 : tokens;
    input.query = first_only ? query + text * hidden : rows;
    input.key = key;
    input.value = rows + width - hidden;
    const std::ptrdiff_t row = first_only ? text : first;
    kernel::attention(input, heads, scratch, workspace.context.data() + row * hidden);
  });
}

}  // namespace tango::model
