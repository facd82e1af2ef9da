// A fine-tuned encoder, which stays as it is, with trainable classifiers behind its layers.
#pragma once

#include <cstdint>
#include <vector>

#include "checkpoint/model_config.h"
#include "train/network/batch.h"
#include "train/network/encoder.h"
#include "train/network/off_ramps.h"

namespace tango::train {

class EarlyExits {
 public:
  /// `encoder` is not trainable. The off-ramps are initialised by `seed`.
  EarlyExits(const Parameters& encoder, const checkpoint::EncoderConfig& config,
             const EncoderOptions& options, std::uint64_t seed);

  struct Logits {
    std::vector<at::Tensor> off_ramps;  ///< Of each layer but the last, [texts x labels].
    at::Tensor last;                    ///< Of the encoder's own head; no gradient.
  };
  [[nodiscard]] Logits logits(const Batch& batch, Pass& pass) const;

  /// Xin et al. 2020, section 3.2: the sum of the off-ramps' cross-entropies. `targets` [texts].
  [[nodiscard]] at::Tensor loss_of_labels(const Batch& batch, Pass& pass,
                                          const at::Tensor& targets) const;

  /// Liu et al. 2020, equation 6: the sum of KL(off-ramp || last), each the mean over texts.
  [[nodiscard]] at::Tensor loss_of_last(const Batch& batch, Pass& pass) const;

  /// The trainable parameters, which are those of the off-ramps.
  [[nodiscard]] const Parameters& parameters() const { return parameters_; }

 private:
  Encoder encoder_;
  Parameters parameters_;
  OffRamps off_ramps_;
};

}  // namespace tango::train
