// The products that attention starts from: query, key and value of each token, in whichever kind of
// element the layer attends in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

#include "base/team.h"
#include "kernel/matmul/packed_weights.h"
#include "model/encoder/encoder_workspace.h"
#include "model/encoder/panels.h"

namespace tango::model {

struct AttentionProjection {
  int hidden_size;
  kernel::PackedWeights tokens;                ///< Query, key and value; or key and value …
  std::optional<kernel::PackedWeights> query;  ///< … and the query of first tokens here.

  /// The stride of what `tokens` gives.
  [[nodiscard]] std::ptrdiff_t width() const { return tokens.outputs(); }

  /// Multiplies workspace.hidden (and workspace.first for `query`), then calls attend(projected,
  /// query), both float or both Bfloat16. prepare(rows, count, group, scratch) gives a panel's fp32
  /// rows as they are to be multiplied, each member its share. Every member of the team calls it;
  /// each leaves it after all have finished.
  template <typename Prepare, typename Attend>
  void forward(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
               base::TeamMember& member, const Prepare& prepare, const Attend& attend) const {
    if (attends_in_bfloat16(tokens.precision())) {
      project(offsets, workspace.projected_bf16.data(), workspace.query_bf16.data(), workspace,
              member, prepare);
      attend(workspace.projected_bf16.data(), workspace.query_bf16.data());
    } else {
      project(offsets, workspace.projected.data(), workspace.query.data(), workspace, member,
              prepare);
      attend(workspace.projected.data(), workspace.query.data());
    }
    member.barrier();
  }

 private:
  template <typename Element, typename Prepare>
  void project(std::span<const std::int32_t> offsets, Element* projected, Element* queries,
               EncoderWorkspace& workspace, base::TeamMember& member,
               const Prepare& prepare) const {
    multiply_rows(tokens, workspace.hidden.data(), offsets.back(), projected, workspace, member,
                  prepare);
    if (query) {
      multiply_rows(*query, workspace.first.data(), static_cast<int>(offsets.size()) - 1, queries,
                    workspace, member, prepare);
    }
    member.barrier();
  }

  template <typename Element, typename Prepare>
  void multiply_rows(const kernel::PackedWeights& weights, const float* src, int rows, Element* dst,
                     EncoderWorkspace& workspace, base::TeamMember& member,
                     const Prepare& prepare) const {
    const std::ptrdiff_t stride = weights.outputs();
    for_each_panel(rows, member, workspace,
                   [&](int begin, int count, base::TeamMember& group, PanelScratch& scratch) {
                     const float* const panel =
                         prepare(src + std::ptrdiff_t{begin} * hidden_size, count, group, scratch);
                     const kernel::MatmulRows narrow = narrow_rows(
                         weights.precision(), panel, count, hidden_size, group, scratch);
                     group.barrier();
                     kernel::MatmulOutput output{.stride = stride};
                     if constexpr (std::is_same_v<Element, float>) {
                       output.floats = dst + begin * stride;
                     } else {
                       output.bfloats = dst + begin * stride;
                     }
                     multiply(weights, narrow, count, group, output);
                     group.barrier();
                   });
  }
};

}  // namespace tango::model
