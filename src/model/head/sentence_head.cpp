#include "model/head/sentence_head.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <tango/error.h>

#include "model/encoder/panels.h"

namespace tango::model {
namespace {

/// As torch.nn.functional.normalize.
constexpr float kLeastLength = 1e-12F;

void scale_to_length_one(float* row, int width) {
  float squares = 0;
  for (int i = 0; i < width; ++i) squares += row[i] * row[i];
  const float length = std::max(std::sqrt(squares), kLeastLength);
  for (int i = 0; i < width; ++i) row[i] /= length;
}

}  // namespace

SentenceHead::SentenceHead(const checkpoint::EncoderConfig& config,
                           const checkpoint::EncoderNames& names, WeightLoader& loader) {
  if (names.head_output.empty()) {
    throw Error(ErrorCode::kInvalidModel,
                loader.source().where() +
                    ": sentence embeddings without a classifier; there should be tensors "
                    "\"classifier.weight\" and \"classifier.bias\"");
  }
  output_ = loader.float_linear(names.head_output, static_cast<int>(config.labels.names.size()),
                                config.hidden_size);
}

void SentenceHead::forward(int texts, EncoderWorkspace& workspace, base::TeamMember& member,
                           float* logits) const {
  const int width = output_.inputs();
  const auto [begin, end] = member.share(texts);
  for (int text = begin; text < end; ++text) {
    scale_to_length_one(workspace.first.data() + std::ptrdiff_t{text} * width, width);
  }
  member.barrier();
  multiply(output_, kernel::float_rows(workspace.first.data(), width), texts, member,
           {.floats = logits, .stride = output_.outputs()});
}

}  // namespace tango::model
