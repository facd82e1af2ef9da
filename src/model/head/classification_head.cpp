#include "model/head/classification_head.h"

#include <string>

#include <tango/error.h>

#include "model/encoder/kernel_activation.h"
#include "model/encoder/panels.h"

namespace tango::model {
namespace {

const std::string& existing_head(const std::string& stem, const checkpoint::WeightSource& weights) {
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
                                       const checkpoint::EncoderNames& names, WeightLoader& loader)
    : activation_(kernel_activation(config.head_activation)),
      dense_(loader.float_linear(existing_head(names.head_dense, loader.source()),
                                 config.hidden_size, config.hidden_size)),
      output_(loader.float_linear(names.head_output, static_cast<int>(config.labels.names.size()),
                                  config.hidden_size)) {}

void ClassificationHead::forward(int texts, EncoderWorkspace& workspace, base::TeamMember& member,
                                 float* logits) const {
  const std::ptrdiff_t width = dense_.inputs();
  multiply(dense_, kernel::float_rows(workspace.first.data(), width), texts, member,
           {.floats = workspace.pooled.data(), .stride = width, .activation = activation_});
  member.barrier();
  multiply(output_, kernel::float_rows(workspace.pooled.data(), width), texts, member,
           {.floats = logits, .stride = output_.outputs()});
}

}  // namespace tango::model
