// Predicts the words at mask tokens: an encoder with its pre-training head.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/team.h"
#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "model/model.h"

namespace tango::model {

/// Weights, shared by all workers. Every method is const and thread-safe.
class MaskedLanguageModel {
 public:
  virtual ~MaskedLanguageModel() = default;

  [[nodiscard]] virtual const checkpoint::EncoderConfig& config() const = 0;
  [[nodiscard]] virtual std::unique_ptr<Workspace> make_workspace() const = 0;

  /// Writes [texts x vocabulary] logits: for text i, those of the word at its token positions[i]. A
  /// text's logits never depend on its batch. Throws kInvalidInput as Model::forward, and for a
  /// position outside its text.
  virtual void forward(const PackedBatch& batch, std::span<const std::int32_t> positions,
                       Workspace& workspace, std::span<float> logits, base::Team team) const = 0;
};

/// Throws kUnsupported for a model that is not an encoder, kInvalidModel when a tensor is missing,
/// or the checkpoint has no such head.
[[nodiscard]] std::unique_ptr<MaskedLanguageModel> make_masked_language_model(
    const checkpoint::ModelConfig& config, const checkpoint::WeightSource& weights,
    Precision precision);

}  // namespace tango::model
