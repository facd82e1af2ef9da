// A model's logits for many texts, run in batches of similar length.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/team.h"
#include "model/model.h"

namespace tango::model {

/// One text; not owned.
struct TokenizedText {
  std::span<const std::int32_t> ids, type_ids;
};

/// The logits of each text, in the texts' order. Throws as Model::forward.
[[nodiscard]] std::vector<std::vector<float>> forward_all(const Model& model,
                                                          std::span<const TokenizedText> texts,
                                                          const base::Team& team);

}  // namespace tango::model
