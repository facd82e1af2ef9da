// BERT and its relatives (RoBERTa, MPNet, DistilBERT, TinyBERT, MiniLM) as classifiers.
#pragma once

#include <memory>

#include "checkpoint/model_config.h"
#include "model/model.h"
#include "model/weight_loader.h"

namespace tango::model {

/// Packs the weights of every layer. Throws kInvalidModel when a tensor is missing or of another
/// shape, or the checkpoint has no head for its problem type.
[[nodiscard]] std::unique_ptr<Model> make_encoder(const checkpoint::EncoderConfig& config,
                                                  WeightLoader loader);

}  // namespace tango::model
