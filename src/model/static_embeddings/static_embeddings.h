// The cheapest first tier: the mean of a text's word vectors.
#pragma once

#include <memory>

#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "model/model.h"

namespace tango::model {

/// A BiLstmConfig without layers: the mean of the word vectors, a dense layer with ReLU, the
/// logits; fp32 in every precision, because there is almost nothing to multiply. Tensors:
/// embedding, dense, classifier. Throws kInvalidModel when one is missing or of another shape.
[[nodiscard]] std::unique_ptr<Model> make_static_embeddings(
    const checkpoint::BiLstmConfig& config, const checkpoint::WeightSource& weights);

}  // namespace tango::model
