#include "train/network/early_exits.h"

#include <ATen/core/grad_mode.h>

#include "train/optimize/loss.h"

namespace tango::train {

EarlyExits::EarlyExits(const Parameters& encoder, const checkpoint::EncoderConfig& config,
                       const EncoderOptions& options, std::uint64_t seed)
    : encoder_(encoder, config, options),
      parameters_(make_off_ramps(config, seed)),
      off_ramps_(parameters_, config, 0) {}

EarlyExits::Logits EarlyExits::logits(const Batch& batch, Pass& pass) const {
  std::vector<at::Tensor> states;
  at::Tensor last;
  {
    const at::NoGradGuard frozen;
    states = encoder_.hidden_states(batch, pass);
    last = encoder_.head_logits(states, pass);
  }
  return {off_ramps_.logits(states, pass), last};
}

at::Tensor EarlyExits::loss_of_labels(const Batch& batch, Pass& pass,
                                      const at::Tensor& targets) const {
  at::Tensor sum = at::zeros({}, at::kFloat);
  for (const at::Tensor& one : logits(batch, pass).off_ramps) {
    sum = sum + task_loss(checkpoint::ProblemType::kSingleLabelClassification, one, targets);
  }
  return sum;
}

at::Tensor EarlyExits::loss_of_last(const Batch& batch, Pass& pass) const {
  const Logits all = logits(batch, pass);
  const at::Tensor last = at::log_softmax(all.last, -1);
  at::Tensor sum = at::zeros({}, at::kFloat);
  for (const at::Tensor& one : all.off_ramps) {
    const at::Tensor found = at::log_softmax(one, -1);
    sum = sum + (found.exp() * (found - last)).sum(-1).mean();
  }
  return sum;
}

}  // namespace tango::train
