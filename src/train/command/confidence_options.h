// What a student is taught of when to be sure, beside the answers.
#pragma once

#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <CLI/CLI.hpp>

#include "train/data/teacher_logits.h"
#include "train/network/batch.h"

namespace tango::train {

struct ConfidenceOptions {
  std::string loss;  ///< "gatekeeper" or "difficulty"; empty: none.
  double weight = 1;
  double right_weight = 0.5;
  double margin = 0.5;
  std::vector<std::string> peer_logits;
};

void add_confidence_options(CLI::App& command, ConfidenceOptions& options);

/// The part of the loss that ConfidenceOptions ask for.
class ConfidenceLoss {
 public:
  /// Reads the peer's logits. Throws kUsage where options do not fit each other or the problem, as
  /// read_teacher_logits(), and kInvalidInput where a peer answered other texts.
  ConfidenceLoss(const ConfidenceOptions& options, const TeacherLogits& teacher);

  /// `loss`, of answering, and the other part. `logits` is [texts of the batch x labels].
  [[nodiscard]] at::Tensor add_to(const at::Tensor& loss, const at::Tensor& logits,
                                  const Batch& batch) const;

 private:
  ConfidenceOptions options_;
  at::Tensor answers_;  // [texts] the teacher's
  at::Tensor is_hard_;  // [texts] the peer's answer is another; undefined without a peer
};

}  // namespace tango::train
