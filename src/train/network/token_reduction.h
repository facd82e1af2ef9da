// The twin of model/encoder/token_reduction.h, with gradients: prunes tokens between layers, and
// restores them at the end.
#pragma once

#include <vector>

#include <ATen/ATen.h>

#include "train/network/batch.h"

namespace tango::train {

/// For one pass of a batch through an encoder. Rows after the end of a text are padding, as in
/// Batch.
class TokenReduction {
 public:
  explicit TokenReduction(const Batch& batch);

  /// [texts] int64: the numbers of tokens that are left.
  [[nodiscard]] const at::Tensor& lengths() const { return lengths_; }

  /// After a layer's attention, keeps `share` of each text's tokens (checkpoint::tokens_kept): the
  /// first one, and those that get most attention. `probabilities` is [texts x heads x rows x
  /// rows]; `hidden`, the layer's input, and `attended`, the output of its attention, are [texts x
  /// rows x hidden]. Returns the rows of `attended` that are kept.
  [[nodiscard]] at::Tensor reduce(float share, const at::Tensor& probabilities,
                                  const at::Tensor& hidden, const at::Tensor& attended);

  /// The last states of all tokens: `hidden` for those that were kept, and for the others the state
  /// with which they were pruned.
  [[nodiscard]] at::Tensor restore(const at::Tensor& hidden) const;

 private:
  [[nodiscard]] at::Tensor scattered(const at::Tensor& hidden) const;

  std::vector<std::int64_t> tokens_;  ///< Per text, before any was pruned.
  std::int64_t longest_;
  at::Tensor lengths_;
  at::Tensor places_;    ///< [texts x rows] int64: positions in the text; longest_ for padding.
  at::Tensor restored_;  ///< [texts x longest + 1 x hidden]; undefined until a token is pruned.
};

/// [texts x rows], true after the end of a text.
[[nodiscard]] at::Tensor behind_end(const at::Tensor& lengths, std::int64_t rows);

}  // namespace tango::train
