// A student's layers learn from its teacher's (Jiao et al. 2020, "TinyBERT", section 3.1).
#pragma once

#include <cstdint>

#include "checkpoint/model_config.h"
#include "train/network/encoder.h"

namespace tango::train {

/// Layer m of the student learns from layer m N / M of the teacher (of M and N).
class LayerDistillation {
 public:
  /// `teacher`: not trainable. Throws kUnsupported when M does not divide N, or their numbers of
  /// heads differ. The references must live as long.
  LayerDistillation(const Encoder& student, const checkpoint::EncoderConfig& student_config,
                    const Encoder& teacher, const checkpoint::EncoderConfig& teacher_config,
                    std::uint64_t seed);

  /// The sum of mean squared errors: of embeddings and hidden states through one learned projection
  /// (equations 8 and 9), of attention scores before the softmax (equation 7); over tokens that are
  /// there. The batches hold the same texts, and their tokens correspond one to one.
  [[nodiscard]] at::Tensor loss(const Batch& student_batch, const Batch& teacher_batch,
                                Pass& pass) const;

  /// The projection [teacher hidden x student hidden], trainable.
  [[nodiscard]] const Parameters& parameters() const { return parameters_; }

 private:
  const Encoder& student_;
  const Encoder& teacher_;
  std::size_t step_;  ///< Layers of the teacher for one of the student.
  Parameters parameters_;
};

}  // namespace tango::train
