#include "model/head/masked_token_head.h"

#include <algorithm>

#include "checkpoint/family/encoder_family.h"
#include "model/encoder/panels.h"

namespace tango::model {

MaskedTokenHead::MaskedTokenHead(const checkpoint::EncoderConfig& config, WeightLoader& loader)
    : MaskedTokenHead(config, checkpoint::masked_token_names(config, loader.source()), loader) {}

MaskedTokenHead::MaskedTokenHead(const checkpoint::EncoderConfig& config,
                                 const checkpoint::MaskedTokenNames& names, WeightLoader& loader)
    : hidden_(
          config,
          checkpoint::family_of(config.family).masked_token.activation.value_or(config.activation),
          names.dense, names.layer_norm, loader),
      output_(loader.linear_of(names.output_weight, names.output_bias, config.vocab_size,
                               config.hidden_size)) {}

void MaskedTokenHead::forward(std::span<const std::int32_t> rows, EncoderWorkspace& workspace,
                              base::TeamMember& member, float* logits) const {
  const int texts = static_cast<int>(rows.size());
  const std::ptrdiff_t width = output_.inputs();
  float* masked = workspace.first.data();
  float* activated = workspace.pooled.data();
  const auto [begin, end] = member.share(texts);
  for (int text = begin; text < end; ++text) {
    std::copy_n(workspace.hidden.data() + rows[static_cast<std::size_t>(text)] * width, width,
                masked + text * width);
  }
  member.barrier();
  hidden_.forward(masked, texts, member, activated);
  for_each_panel(texts, member, workspace,
                 [&](int first, int count, base::TeamMember& group, PanelScratch& scratch) {
                   const kernel::MatmulRows panel =
                       narrow_rows(output_.precision(), activated + std::ptrdiff_t{first} * width,
                                   count, static_cast<int>(width), group, scratch);
                   group.barrier();
                   multiply(output_, panel, count, group,
                            {.floats = logits + std::ptrdiff_t{first} * output_.outputs(),
                             .stride = output_.outputs()});
                   group.barrier();
                 });
}

}  // namespace tango::model
