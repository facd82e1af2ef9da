#include "train/optimize/confidence_loss.h"

#include <cmath>

namespace tango::train {

at::Tensor gatekeeper_loss(const at::Tensor& logits, const at::Tensor& answers,
                           double right_weight) {
  const at::Tensor log_shares = at::log_softmax(logits, -1);
  const at::Tensor is_right = logits.argmax(-1) == answers;
  const at::Tensor surprise = -log_shares.gather(-1, answers.unsqueeze(-1)).squeeze(-1);
  const double log_labels = std::log(static_cast<double>(logits.size(-1)));
  const at::Tensor from_uniform = (log_shares.exp() * log_shares).sum(-1) + log_labels;
  return at::where(is_right, right_weight * surprise, (1 - right_weight) * from_uniform).mean();
}

at::Tensor difficulty_loss(const at::Tensor& logits, const at::Tensor& is_hard, double margin) {
  const at::Tensor confidences = at::softmax(logits, -1).amax(-1);
  const at::Tensor hard = confidences.masked_select(is_hard);
  const at::Tensor easy = confidences.masked_select(is_hard.logical_not());
  if (hard.numel() == 0 || easy.numel() == 0) return confidences.sum() * 0;
  return (hard.unsqueeze(1) + margin - easy.unsqueeze(0)).relu().mean();
}

}  // namespace tango::train
