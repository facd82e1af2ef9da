// How the rows of a batch run through the products of a layer: panel after panel, shared by a team.
#pragma once

#include <algorithm>

#include "base/team.h"
#include "kernel/matmul/matmul.h"
#include "kernel/quantize/quantize.h"
#include "model/encoder/encoder_workspace.h"

namespace tango::model {

/// From this many rows per member on, each takes its own rows through all products, and nobody
/// waits; below, all share the outputs of each product, so that the weights are read once.
inline constexpr int kRowsOfAMember = 64;
inline constexpr int kTileRows = 6;  ///< The panels' grain: the rows of a product's tile.

/// Calls body(first row, rows, group, scratch) on panels that cover `rows` rows between them.
/// `group` is the members that work on the panel together: the whole team, or this one alone.
template <typename Body>
void for_each_panel(int rows, base::TeamMember& member, EncoderWorkspace& workspace,
                    const Body& body) {
  base::TeamMember alone(0, 1, nullptr);
  const bool apart = member.size() > 1 && rows >= kRowsOfAMember * member.size();
  base::TeamMember& group = apart ? alone : member;
  PanelScratch& scratch =
      workspace.panels[apart ? static_cast<std::size_t>(member.rank()) : std::size_t{0}];
  const auto [begin, end] = apart ? member.share(rows, kTileRows) : std::pair(0, rows);
  group.barrier();  // the scratch may still be in use by a member that worked apart
  const int panels = (end - begin + kPanelRows - 1) / kPanelRows;
  if (panels == 0) return;
  const int even = (end - begin + panels - 1) / panels;
  const int step = std::min(kPanelRows, (even + kTileRows - 1) / kTileRows * kTileRows);
  for (int row = begin; row < end; row += step) {
    body(row, std::min(step, end - row), group, scratch);
  }
}

/// Makes rows of fp32 ready for products of `precision`, each member of the group its share. The
/// result is complete after the group's next barrier.
template <typename Element>
kernel::MatmulRows quantized(kernel::Precision precision, const Element* src, int rows, int width,
                             const base::TeamMember& group, std::byte* dst, float* scales) {
  const std::ptrdiff_t stride = kernel::quantized_stride(precision, width);
  const auto [begin, end] = group.share(rows);
  kernel::quantize(precision, src + std::ptrdiff_t{begin} * width, width, end - begin, width,
                   dst + begin * stride, scales + begin);
  return {dst, stride, scales};
}

/// Rows of [hidden], as they are or in scratch.narrow.
inline kernel::MatmulRows narrow_rows(kernel::Precision precision, const float* src, int rows,
                                      int width, const base::TeamMember& group,
                                      PanelScratch& scratch) {
  if (precision == kernel::Precision::kFloat32) return kernel::float_rows(src, width);
  return quantized(precision, src, rows, width, group, scratch.narrow.data(),
                   scratch.scales.data());
}

/// This member's part of a product.
inline void multiply(const kernel::PackedWeights& weights, const kernel::MatmulRows& src, int rows,
                     const base::TeamMember& group, const kernel::MatmulOutput& dst) {
  const auto [begin, end] = group.share(weights.sizes().strips());
  kernel::matmul(weights, src, rows, {begin, end}, dst);
}

}  // namespace tango::model
