// The rows that a layer computes: every token's, or those of the texts' first tokens alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/team.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/first_tokens.h"
#include "model/encoder/panels.h"
#include "model/encoder/transformer_layer.h"

namespace tango::model {

struct LayerRows {
  float* hidden;  ///< [count x width], replaced by the layer.
  int count;
};

/// Of workspace.hidden, or workspace.first, which is gathered first. Every member of the team calls
/// it.
inline LayerRows rows_of(Reach reach, std::span<const std::int32_t> offsets, std::ptrdiff_t width,
                         EncoderWorkspace& workspace, base::TeamMember& member) {
  if (reach == Reach::kEveryToken) return {workspace.hidden.data(), offsets.back()};
  float* const first = workspace.first.data();
  if (member.rank() == 0) gather_first_tokens(offsets, width, workspace.hidden.data(), first);
  member.barrier();
  return {first, static_cast<int>(offsets.size()) - 1};
}

/// Calls finish(context, hidden, count, group, scratch) on panels of the rows and of what attention
/// gave for them. Every member of the team calls it; each leaves it after all have finished.
template <typename Finish>
void finish_rows(const LayerRows& rows, std::ptrdiff_t width, EncoderWorkspace& workspace,
                 base::TeamMember& member, const Finish& finish) {
  for_each_panel(rows.count, member, workspace,
                 [&](int begin, int count, base::TeamMember& group, PanelScratch& scratch) {
                   const std::ptrdiff_t offset = begin * width;
                   finish(workspace.context.data() + offset, rows.hidden + offset, count, group,
                          scratch);
                 });
  member.barrier();
}

}  // namespace tango::model
