#include "train/command/confidence_options.h"

#include <fmt/format.h>

#include <tango/error.h>

#include "command/limits.h"
#include "train/data/data_set.h"
#include "train/optimize/confidence_loss.h"

namespace tango::train {

void add_confidence_options(CLI::App& command, ConfidenceOptions& options) {
  command
      .add_option("--confidence-loss", options.loss,
                  "Also teaches the student when to be sure: gatekeeper (Rabanser et al. 2025: "
                  "unsure where its answer is not the teacher's) or difficulty (Li et al. 2021: "
                  "less sure of texts that another small model, --peer-logits, gets wrong).")
      ->check(command::one_of({"gatekeeper", "difficulty"}));
  command
      .add_option("--confidence-weight", options.weight,
                  "What --confidence-loss counts for beside the loss that teaches the answers.")
      ->capture_default_str()
      ->check(command::above_zero());
  command
      .add_option("--gatekeeper-alpha", options.right_weight,
                  "Share of the texts that are answered as the teacher answers them in "
                  "--confidence-loss gatekeeper; a smaller one makes wrong answers less sure.")
      ->capture_default_str()
      ->check(command::in_range(0.0, 1.0));
  command
      .add_option("--difficulty-margin", options.margin,
                  "By how much easy texts should be surer than hard ones in --confidence-loss "
                  "difficulty.")
      ->capture_default_str()
      ->check(command::in_range(0.0, 1.0));
  command
      .add_option("--peer-logits", options.peer_logits,
                  "Files of another small model's logits, one per --train file and in the same "
                  "order, from tango label: texts that it answers otherwise than the teacher are "
                  "hard.")
      ->type_name("FILE...");
}

ConfidenceLoss::ConfidenceLoss(const ConfidenceOptions& options, const TeacherLogits& teacher)
    : options_(options) {
  const bool ranks = options_.loss == "difficulty";
  if (ranks == options_.peer_logits.empty()) {
    throw Error(ErrorCode::kUsage,
                "--confidence-loss difficulty and --peer-logits FILE belong together");
  }
  if (options_.loss.empty()) return;
  if (teacher.labels.problem_type != checkpoint::ProblemType::kSingleLabelClassification) {
    throw Error(ErrorCode::kUsage, "--confidence-loss needs texts of one label each");
  }
  answers_ = teacher.logits.argmax(-1);
  if (!ranks) return;
  const TeacherLogits peer =
      read_teacher_logits({options_.peer_logits.begin(), options_.peer_logits.end()});
  if (peer.labels.names != teacher.labels.names) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: its labels are not the teacher's", options_.peer_logits.front()));
  }
  if (peer.logits.size(0) != answers_.size(0)) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("--peer-logits are of {} texts, the teacher's of {}; run tango label "
                            "on the same files",
                            peer.logits.size(0), answers_.size(0)));
  }
  is_hard_ = peer.logits.argmax(-1) != answers_;
}

at::Tensor ConfidenceLoss::add_to(const at::Tensor& loss, const at::Tensor& logits,
                                  const Batch& batch) const {
  if (options_.loss.empty()) return loss;
  const at::Tensor part =
      is_hard_.defined() ? difficulty_loss(logits, rows_of(is_hard_, batch), options_.margin)
                         : gatekeeper_loss(logits, rows_of(answers_, batch), options_.right_weight);
  return loss + options_.weight * part;
}

}  // namespace tango::train
