// The paper's BiLSTM in libtorch: what src/model/bilstm computes (without LSTM layers:
// src/model/static_embeddings), with gradients.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "checkpoint/model_config.h"
#include "train/network/linear.h"
#include "train/network/lstm.h"
#include "train/network/network.h"

namespace tango::train {

struct BiLstmOptions {
  double dropout = 0;       ///< Of embeddings, between layers, and before each linear layer.
  double word_dropout = 0;  ///< The probability that a word becomes the unknown word.
};

/// Fresh weights as PyTorch's classes make them (uniform within 1 / sqrt(hidden) for the LSTM,
/// 1 / sqrt(inputs) for linear layers); `embedding` [words x width] is taken as it is. Trainable.
[[nodiscard]] Parameters make_bilstm_parameters(const checkpoint::BiLstmConfig& config,
                                                const at::Tensor& embedding, std::uint64_t seed);

class BiLstm final : public Network {
 public:
  BiLstm(const Parameters& parameters, const checkpoint::BiLstmConfig& config,
         const BiLstmOptions& options);

  [[nodiscard]] at::Tensor logits(const Batch& batch, Pass& pass) const override;

 private:
  /// [... ids] → [... ids x width], with both kinds of dropout.
  [[nodiscard]] at::Tensor embed(at::Tensor ids, Pass& pass) const;
  [[nodiscard]] at::Tensor mean_vectors(const Batch& batch, Pass& pass) const;
  [[nodiscard]] at::Tensor last_states(const Batch& batch, Pass& pass) const;

  BiLstmOptions options_;
  at::Tensor embedding_;
  std::vector<std::array<LstmDirection, 2>> layers_;
  Linear dense_, classifier_;
};

}  // namespace tango::train
