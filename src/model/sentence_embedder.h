// A model whose "logits" are a text's sentence embedding.
#pragma once

#include <memory>

#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "model/model.h"

namespace tango::model {

/// Of a checkpoint with or without a head: hidden_size numbers for each text, the mean of the
/// tokens' last states, scaled to length 1. `weights` need not outlive it. Throws as make_model.
[[nodiscard]] std::unique_ptr<Model> make_sentence_embedder(
    checkpoint::EncoderConfig config, const checkpoint::WeightSource& weights,
    Precision precision = Precision::kFloat32);

}  // namespace tango::model
