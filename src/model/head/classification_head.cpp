#include "model/head/classification_head.h"

#include <string>

#include <tango/error.h>

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
    : hidden_(config, config.head_activation, existing_head(names.head_dense, loader.source()),
              names.head_layer_norm, loader),
      output_(loader.float_linear(names.head_output, static_cast<int>(config.labels.names.size()),
                                  config.hidden_size)) {}

void ClassificationHead::forward(int texts, EncoderWorkspace& workspace, base::TeamMember& member,
                                 float* logits) const {
  hidden_.forward(workspace.first.data(), texts, member, workspace.pooled.data());
  multiply(output_, kernel::float_rows(workspace.pooled.data(), output_.inputs()), texts, member,
           {.floats = logits, .stride = output_.outputs()});
}

}  // namespace tango::model
