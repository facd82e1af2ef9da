#include "model/encoder/encoder_workspace.h"

namespace tango::model {
namespace {

template <typename Element>
void grow(tensor::AlignedBuffer<Element>& buffer, std::ptrdiff_t rows, std::ptrdiff_t width) {
  const auto size = static_cast<std::size_t>(rows * width);
  if (size > buffer.size()) buffer.resize(size);
}

}  // namespace

void EncoderWorkspace::reserve(const checkpoint::EncoderConfig& config, kernel::Precision precision,
                               int tokens, int texts, int longest, int members) {
  const int hidden_size = config.hidden_size;
  grow(embedded, tokens, config.embedding_size);
  grow(hidden, tokens, hidden_size);
  grow(context, tokens, hidden_size);
  grow(first, texts, hidden_size);
  grow(pooled, texts, hidden_size);
  if (attends_in_bfloat16(precision)) {
    grow(projected_bf16, tokens, 3 * hidden_size);
    grow(query_bf16, texts, hidden_size);
  } else {
    grow(projected, tokens, 3 * hidden_size);
    grow(query, texts, hidden_size);
  }
  if (panels.size() < static_cast<std::size_t>(members)) {
    panels.resize(static_cast<std::size_t>(members));
  }
  for (PanelScratch& panel : panels) {
    if (precision == kernel::Precision::kFloat32) {
      grow(panel.inner, kPanelRows, config.intermediate_size);
      if (config.pre_norm) grow(panel.gate, kPanelRows, config.intermediate_size);
    } else {
      grow(panel.narrow, kPanelRows, kernel::quantized_stride(precision, hidden_size));
      grow(panel.wide, kPanelRows, kernel::quantized_stride(precision, config.intermediate_size));
      grow(panel.scales, kPanelRows, 1);
      grow(panel.inner_bf16, kPanelRows, config.intermediate_size);
      if (config.pre_norm) grow(panel.gate_bf16, kPanelRows, config.intermediate_size);
    }
    grow(panel.outer, kPanelRows, hidden_size);
    grow(panel.attention, 1,
         static_cast<std::ptrdiff_t>(
             kernel::attention_scratch_bytes(longest, hidden_size / config.num_heads,
                                             config.relative ? 2 * config.relative->span() : 0)));
  }
  if (config.token_shares.empty()) return;
  grow(reduced.significance, tokens, config.num_heads);
  grow(reduced.hidden, tokens, hidden_size);
  grow(reduced.context, tokens, hidden_size);
  grow(reduced.restored, tokens, hidden_size);
}

}  // namespace tango::model
