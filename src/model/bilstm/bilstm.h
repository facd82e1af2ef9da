// The paper's first tier: a bidirectional LSTM over word embeddings (Mamou et al. 2022,
// section 4.1; Tang et al. 2019).
#pragma once

#include <memory>

#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "model/model.h"

namespace tango::model {

/// Embeddings, num_layers of LSTM in both directions, the last layer's last hidden states (forward
/// after the last word, backward after the first) side by side, a dense layer with ReLU, the
/// logits. Tensors have PyTorch's names: embedding, lstm.*_l0[_reverse] …, dense, classifier. Token
/// types are not read. Throws kInvalidModel when a tensor is missing or of another shape.
[[nodiscard]] std::unique_ptr<Model> make_bilstm(const checkpoint::BiLstmConfig& config,
                                                 const checkpoint::WeightSource& weights,
                                                 Precision precision = Precision::kFloat32);

}  // namespace tango::model
