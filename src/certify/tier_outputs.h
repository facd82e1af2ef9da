// What every tier answers to every text of a sample.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "calibrate/score/logistic.h"
#include "cascade/cascade.h"
#include "service/pipeline.h"

namespace tango::certify {

/// What a text is taken to cost where someone is asked: nothing can measure it.
inline constexpr double kAskedSeconds = 1;

/// [tiers x texts] each.
struct TierOutputs {
  std::vector<std::vector<float>> confidences;  ///< In 0 … 1.
  /// [tiers x texts] The same for choosing candidates, where a learned score knows the texts that
  /// choose: by scores that have not seen them. Empty: `confidences`.
  std::vector<std::vector<float>> held_out;
  /// What was answered: the label, or a hash of the set of labels or of the span's text.
  std::vector<std::vector<std::uint64_t>> answers;
  /// [tiers x texts] What spans say; empty where it was not wanted.
  std::vector<std::vector<std::string>> spans;
  std::vector<double> seconds;  ///< [tiers] Of a text that the tier alone reads, the mean.
  std::vector<bool> goes_on;    ///< [tiers] Whether the tier goes on from the one before.
  /// The same of texts that come one at a time; empty where it was not measured.
  std::vector<double> lone_seconds;
  /// [tiers] What a learned score looks at; empty where it was not wanted.
  std::vector<calibrate::FeatureTable> features;
  std::vector<std::uint64_t> reference;  ///< [texts] Empty: the last tier's answers.

  /// A last tier that was asked and gave these answers.
  void add_asked(std::span<const int> given);

  [[nodiscard]] std::size_t tiers() const { return answers.size(); }
  [[nodiscard]] std::uint64_t reference_answer(std::size_t text) const {
    return reference.empty() ? answers.back()[text] : reference[text];
  }
  [[nodiscard]] bool accepts(const cascade::Threshold& threshold, std::size_t tier,
                             std::size_t text) const {
    return threshold.accepts(confidences[tier][text], static_cast<int>(answers[tier][text]));
  }
  [[nodiscard]] bool differs(std::size_t tier, std::size_t text) const {
    return answers[tier][text] != reference_answer(text);
  }
};

/// Is told in a few words what is being done, after each answer.
using OnProgress = std::function<void(std::size_t tier, std::size_t done, std::size_t texts)>;

/// A cascade, and how its tiers run.
struct TierRunner {
  const cascade::Cascade& cascade;
  service::PipelineOptions options;
  OnProgress on_progress;
  /// [tiers] Seconds of a text, given in the place of measured ones; empty: measured.
  std::vector<double> seconds = {};
  bool with_features = false;  ///< Answers are then spans, or one of two or more labels.
  bool with_spans = false;

  [[nodiscard]] bool answers_questions() const {
    return cascade.labels().problem_type == checkpoint::ProblemType::kSpan;
  }
  /// All texts through each tier, the first first. Throws as service::Pipeline does.
  [[nodiscard]] TierOutputs run(std::span<const cascade::Request> texts) const;
  /// [tiers] Seconds from a text to its answer, where nothing else is waiting; of the first texts.
  [[nodiscard]] std::vector<double> lone_seconds(std::span<const cascade::Request> texts) const;
};

/// A number that equal answers share.
[[nodiscard]] std::uint64_t answer_number(const cascade::Answer& answer);

/// Of every tier's answer to these texts, of whether it is accepted, and of a reference that is not
/// the last tier: what must stay the same for a certificate to stand. `thresholds`: one per tier
/// but the last.
[[nodiscard]] std::uint64_t hash_of_decisions(const TierOutputs& outputs,
                                              std::span<const cascade::Threshold> thresholds);

/// The tier (from 0) that answers a text at the thresholds.
[[nodiscard]] std::size_t answering_tier(const TierOutputs& outputs, std::size_t text,
                                         std::span<const cascade::Threshold> thresholds);

}  // namespace tango::certify
