#include "model/head/span_head.h"

#include <tango/error.h>

#include "model/encoder/panels.h"

namespace tango::model {
namespace {

const std::string& existing_span_head(const std::string& stem,
                                      const checkpoint::WeightSource& weights) {
  if (stem.empty()) {
    throw Error(ErrorCode::kInvalidModel,
                weights.where() + ": a model for question answering without \"qa_outputs\"");
  }
  return stem;
}

}  // namespace

SpanHead::SpanHead(const checkpoint::EncoderConfig& config, const checkpoint::EncoderNames& names,
                   WeightLoader& loader)
    : output_(loader.float_linear(existing_span_head(names.head_output, loader.source()), 2,
                                  config.hidden_size)) {
  if (names.head_dense.empty()) return;
  hidden_.emplace(config, config.head_activation, names.head_dense, names.head_layer_norm, loader);
}

void SpanHead::forward(int tokens, EncoderWorkspace& workspace, base::TeamMember& member,
                       float* logits) const {
  const float* rows = workspace.hidden.data();
  if (hidden_) {
    hidden_->forward(rows, tokens, member, workspace.context.data());
    rows = workspace.context.data();
  }
  multiply(output_, kernel::float_rows(rows, output_.inputs()), tokens, member,
           {.floats = logits, .stride = output_.outputs()});
}

}  // namespace tango::model
