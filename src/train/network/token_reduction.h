// The twin of model/encoder/token_reduction.h, with gradients: tokens that go, and come back.
#pragma once

#include <vector>

#include <ATen/ATen.h>

#include "train/network/batch.h"

namespace tango::train {

/// Of one batch's way through an encoder. Rows behind a text's end are padding, as in Batch.
class TokenReduction {
 public:
  explicit TokenReduction(const Batch& batch);

  /// [texts] int64: of the tokens that are left.
  [[nodiscard]] const at::Tensor& lengths() const { return lengths_; }

  /// Behind a layer's attention: `share` of each text's tokens stay (checkpoint::tokens_kept), the
  /// first one and those that get most attention. `probabilities` [texts x heads x rows x rows];
  /// `hidden`, the layer's input, and `attended`, the same behind attention, [texts x rows x
  /// hidden]. Returns of the latter the rows that stay.
  [[nodiscard]] at::Tensor reduce(float share, const at::Tensor& probabilities,
                                  const at::Tensor& hidden, const at::Tensor& attended);

  /// The last states of every token: `hidden` of those that stayed, else what they went with.
  [[nodiscard]] at::Tensor restore(const at::Tensor& hidden) const;

 private:
  [[nodiscard]] at::Tensor scattered(const at::Tensor& hidden) const;

  std::vector<std::int64_t> tokens_;  ///< Of each text, at first.
  std::int64_t longest_;
  at::Tensor lengths_;
  at::Tensor places_;    ///< [texts x rows] int64: where in the text; longest_ for padding.
  at::Tensor restored_;  ///< [texts x longest + 1 x hidden]; undefined until something goes.
};

/// [texts x rows], true behind a text's end.
[[nodiscard]] at::Tensor behind_end(const at::Tensor& lengths, std::int64_t rows);

}  // namespace tango::train
