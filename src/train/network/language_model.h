// The language model that writes transfer sets: checkpoint/language_model.h, with gradients.
#pragma once

#include <cstdint>
#include <vector>

#include "checkpoint/language_model.h"
#include "train/network/batch.h"
#include "train/network/lstm.h"
#include "train/network/parameters.h"
#include "train/network/pass.h"

namespace tango::train {

/// Trainable parameters, initialised by `seed`.
[[nodiscard]] Parameters make_language_model_parameters(
    const checkpoint::LanguageModelConfig& config, std::uint64_t seed);

class LanguageModelNetwork {
 public:
  /// `dropout`: of word vectors, layers' outputs and the projection.
  LanguageModelNetwork(const Parameters& parameters, const checkpoint::LanguageModelConfig& config,
                       double dropout);

  /// The mean of -log p(word | the words before) over all words, the end of the text among them.
  /// Each text of `batch` begins and ends with kEndOfText.
  [[nodiscard]] at::Tensor loss(const Batch& batch, Pass& pass) const;

 private:
  double dropout_;
  at::Tensor embedding_, projection_weight_, projection_bias_, output_bias_;
  std::vector<LstmDirection> layers_;
};

}  // namespace tango::train
