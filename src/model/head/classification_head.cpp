#include "model/head/classification_head.h"

#include <string>

#include <tango/error.h>

#include "kernel/activation/activation.h"
#include "model/encoder/linear.h"

namespace tango::model {
namespace {

const std::string& checked(const std::string& stem, const checkpoint::WeightSource& weights) {
  if (stem.empty()) {
    throw Error(ErrorCode::kInvalidModel,
                weights.where() +
                    ": an encoder without a classification head; fine-tune it for sequence "
                    "classification first");
  }
  return stem;
}

}  // namespace

ClassificationHead::ClassificationHead(const checkpoint::EncoderConfig& config,
                                       const checkpoint::EncoderNames& names,
                                       const checkpoint::WeightSource& weights)
    : family_(config.family),
      dense_(load_linear(weights, checked(names.head_dense, weights), config.hidden_size,
                         config.hidden_size)),
      output_(load_linear(weights, names.head_output, static_cast<int>(config.labels.names.size()),
                          config.hidden_size)) {}

void ClassificationHead::forward(int texts, EncoderWorkspace& workspace) const {
  float* pooled = workspace.outer.data();
  dense_.run(workspace.first.data(), texts, pooled, workspace.matmul);
  const std::ptrdiff_t count = static_cast<std::ptrdiff_t>(texts) * dense_.outputs();
  if (family_ == checkpoint::Family::kDistilBert) {
    kernel::relu(pooled, count);
  } else {
    kernel::tanh(pooled, count);
  }
  output_.run(pooled, texts, workspace.logits.data(), workspace.matmul);
}

}  // namespace tango::model
