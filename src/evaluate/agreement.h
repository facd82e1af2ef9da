// How often a cascade answers as its last tier alone would: no right answers are needed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "evaluate/evaluation.h"
#include "evaluate/recorded_run.h"

namespace tango::evaluate {

struct AgreementCount {
  std::int64_t texts = 0;
  std::int64_t agreeing = 0;

  /// 0 without texts.
  [[nodiscard]] double share() const;
  /// "texts", "agreeing", "agreement" and its exact "interval" of 95 %; both null without texts.
  [[nodiscard]] base::OrderedJson to_json() const;
};

/// Of two lists of answers to the same texts.
[[nodiscard]] AgreementCount agreement_of(std::span<const cascade::Answer> left,
                                          std::span<const cascade::Answer> right);

struct Agreement {
  AgreementCount all;
  std::vector<AgreementCount> of_labels;  ///< Texts to which the last tier gives the label.
  std::int64_t deferred = 0;              ///< Texts that the first tier passed on.

  /// "rows", "agreement" with its exact interval (Clopper and Pearson 1934), "per_label",
  /// "deferral_rate". Of text that are drawn from what is to come, the share of all that agree is
  /// in the interval with 95 % confidence.
  [[nodiscard]] base::OrderedJson to_json(const cascade::Cascade& cascade) const;
  [[nodiscard]] std::string to_table(const cascade::Cascade& cascade) const;
};

/// Throws kUsage for one tier, which has no other to agree with. Texts that the last tier answered
/// are not read again. options.on_answer gets the cascade's answers.
[[nodiscard]] Agreement agreement_with_last_tier(const cascade::Cascade& cascade,
                                                 const LabelledTexts& texts,
                                                 const EvaluationOptions& options);

/// The same of tiers that were recorded, at any thresholds. Precondition: answers are labels.
[[nodiscard]] Agreement agreement_of(const RecordedRun& run,
                                     std::span<const cascade::Threshold> thresholds);

}  // namespace tango::evaluate
