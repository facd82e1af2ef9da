#include "train/optimize/length_drop.h"

#include <tango/error.h>

#include "train/network/encoder.h"
#include "train/optimize/loss.h"

namespace tango::train {
namespace {

at::Tensor distance(checkpoint::ProblemType problem, const at::Tensor& logits,
                    const at::Tensor& whole) {
  switch (problem) {
    case checkpoint::ProblemType::kSingleLabelClassification:
      return soft_loss(logits, whole, 1);
    case checkpoint::ProblemType::kSpan:
      return soft_span_loss(logits, whole, 1);
    case checkpoint::ProblemType::kMultiLabelClassification:
    case checkpoint::ProblemType::kRegression:
      return logits_loss(logits, whole);
  }
  return {};
}

}  // namespace

std::vector<float> shortest_shares(int layers, double drop) {
  std::vector<float> shares;
  double share = 1;
  for (int i = 0; i < layers; ++i) shares.push_back(static_cast<float>(share *= 1 - drop));
  return shares;
}

std::vector<float> random_shares(int layers, double drop, Pass& pass) {
  std::vector<float> shares;
  double share = 1;
  for (int i = 0; i < layers; ++i) {
    shares.push_back(static_cast<float>(share *= 1 - drop * pass.draw()));
  }
  return shares;
}

at::Tensor sandwich_loss(const Network& network, const LengthDropOptions& options,
                         checkpoint::ProblemType problem, const Batch& batch, Pass& pass,
                         const std::function<at::Tensor(const at::Tensor&)>& task) {
  if (options.drop <= 0) return task(network.logits(batch, pass));
  const auto* encoder = dynamic_cast<const Encoder*>(&network);
  if (encoder == nullptr || encoder->config().relative_attention_num_buckets > 0) {
    throw Error(ErrorCode::kUsage,
                "only encoders without relative positions can learn to prune tokens: not a BiLSTM, "
                "not MPNet",
                {"length_drop"});
  }
  const int layers = encoder->config().num_layers;
  const at::Tensor whole = encoder->reduced_logits(batch, pass, {});
  const at::Tensor wanted = whole.detach();
  at::Tensor loss = task(whole);
  for (int i = 0; i < options.sub_models; ++i) {
    const std::vector<float> shares =
        i == 0 ? shortest_shares(layers, options.drop) : random_shares(layers, options.drop, pass);
    loss = loss + distance(problem, encoder->reduced_logits(batch, pass, shares), wanted);
  }
  return loss / (1 + options.sub_models);
}

}  // namespace tango::train
