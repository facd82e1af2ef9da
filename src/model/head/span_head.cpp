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
                                  config.hidden_size)) {}

void SpanHead::forward(int tokens, EncoderWorkspace& workspace, base::TeamMember& member,
                       float* logits) const {
  multiply(output_, kernel::float_rows(workspace.hidden.data(), output_.inputs()), tokens, member,
           {.floats = logits, .stride = output_.outputs()});
}

}  // namespace tango::model
