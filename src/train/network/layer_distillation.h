// A student's layers learn from its teacher's (Jiao et al. 2020, "TinyBERT", section 3.1).
#pragma once

#include <cstdint>

#include "checkpoint/model_config.h"
#include "train/network/encoder.h"

namespace tango::train {

/// Of M layers of the student and N of the teacher, the student's layer m learns from the teacher's
/// layer m N / M.
class LayerDistillation {
 public:
  /// `teacher` is not trainable. Throws kUnsupported when M does not divide N, or their numbers of
  /// heads differ. The references have to outlive this object.
  LayerDistillation(const Encoder& student, const checkpoint::EncoderConfig& student_config,
                    const Encoder& teacher, const checkpoint::EncoderConfig& teacher_config,
                    std::uint64_t seed);

  /// The sum of mean squared errors: of embeddings and hidden states through one learned projection
  /// (equations 8 and 9), of attention scores before the softmax (equation 7); over the
  /// tokens of the texts, not over padding. The batches hold the same texts, and their tokens
  /// correspond one to one.
  [[nodiscard]] at::Tensor loss(const Batch& student_batch, const Batch& teacher_batch,
                                Pass& pass) const;

  /// The projection [teacher hidden x student hidden], trainable.
  [[nodiscard]] const Parameters& parameters() const { return parameters_; }

 private:
  const Encoder& student_;
  const Encoder& teacher_;
  std::size_t step_;  ///< Layers of the teacher per layer of the student.
  Parameters parameters_;
};

}  // namespace tango::train
