// Classifiers behind all layers but the last, where an encoder may stop early.
#pragma once

#include <vector>

#include "checkpoint/model_config.h"
#include "train/network/head.h"

namespace tango::train {

/// `off_ramps.LAYER.dense` [hidden x hidden] and `off_ramps.LAYER.output` [labels x hidden] for
/// each layer but the last, counted from 0. Trainable, initialised by `seed`.
[[nodiscard]] Parameters make_off_ramps(const checkpoint::EncoderConfig& config,
                                        std::uint64_t seed);

/// They have the shape of the encoder's own head, as in DeeBERT (Xin et al. 2020, section 3.1).
class OffRamps {
 public:
  OffRamps(const Parameters& parameters, const checkpoint::EncoderConfig& config, double dropout);

  /// `states` are the embeddings and every layer's output ([texts x longest x hidden]). Returns one
  /// [texts x labels] per layer but the last.
  [[nodiscard]] std::vector<at::Tensor> logits(const std::vector<at::Tensor>& states,
                                               Pass& pass) const;

 private:
  std::vector<Head> heads_;
};

}  // namespace tango::train
