// Losses that make a student sure where it is right and unsure where it is wrong, so that a
// threshold on its confidence parts the two. Each is added to the loss that teaches it to answer.
#pragma once

#include <ATen/ATen.h>

namespace tango::train {

/// Rabanser et al. 2025 ("Gatekeeper"): cross-entropy where the student gives the right answer,
/// KL(student || uniform) where it gives another, the mean of `right_weight` times the former and
/// 1 - right_weight times the latter. `logits` is [texts x labels], `answers` [texts] (int64 label
/// ids).
[[nodiscard]] at::Tensor gatekeeper_loss(const at::Tensor& logits, const at::Tensor& answers,
                                         double right_weight);

/// Li et al. 2021 ("CascadeBERT", the difficulty-aware regularization): over all pairs of a hard
/// and an easy text the mean of max(0, max probability of the hard one + margin - that of the easy
/// one); 0 without such a pair. `is_hard` is [texts] (bool).
[[nodiscard]] at::Tensor difficulty_loss(const at::Tensor& logits, const at::Tensor& is_hard,
                                         double margin);

}  // namespace tango::train
