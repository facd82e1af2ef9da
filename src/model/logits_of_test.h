// A model's answers to a batch.
#pragma once

#include <cstdint>
#include <vector>

#include "model/model.h"

namespace tango::model {

/// [texts x logits] of these token ids, in one batch.
[[nodiscard]] inline std::vector<float> logits_of(
    const Model& model, const std::vector<std::vector<std::int32_t>>& texts) {
  PackedBatch batch;
  for (const auto& text : texts) batch.add(text, {});
  std::vector<float> logits(model.logits_of(batch));
  model.forward(batch, *model.make_workspace(), logits);
  return logits;
}

}  // namespace tango::model
