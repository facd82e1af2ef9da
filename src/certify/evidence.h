// Chooses thresholds from a sample, and says what the sample shows of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "calibrate/bound/paired.h"
#include "cascade/threshold.h"
#include "certify/promise.h"
#include "certify/sample.h"
#include "certify/tier_outputs.h"

namespace tango::certify {

struct ClassEvidence {
  std::string label;
  std::optional<double> promised;  ///< A floor that was stated beforehand.
  std::int64_t texts = 0;          ///< That the reference puts into the class.
  std::int64_t losses = 0;         ///< Of them, that the cascade answers otherwise.
  /// At least this share of the class keeps the last tier's answer: of all classes at once, at the
  /// promise's confidence level. nullopt where nothing can be said.
  std::optional<double> kept_at_least;

  /// What was stated beforehand, where that is more than what the bound for all classes tells.
  [[nodiscard]] std::optional<double> at_least() const {
    return kept_at_least ? std::max(promised, kept_at_least) : kept_at_least;
  }
};

/// What thresholds would cost and keep, as seen on a part of the sample.
struct FrontierPoint {
  double last_tier_reads = 0;  ///< A share of the texts.
  double cost = 0;             ///< Of a text, as a share of the last tier's alone.
  double kept = 0;             ///< A share of the texts that keep the reference's answer.
  bool is_shown = false;       ///< Whether the certifying texts show that it keeps the promise.
};

struct Evidence {
  std::vector<cascade::Threshold> thresholds;  ///< One per tier but the last; at 1 none is taken.
  std::vector<double> answered;  ///< One per tier: the share of the certifying texts it answers.
  std::int64_t texts = 0;        ///< Rows that certify.
  std::int64_t units = 0;        ///< Groups of them that are independent of each other.
  std::int64_t choosing = 0;     ///< Rows from which candidates and their order were chosen.
  std::int64_t losses = 0;       ///< Certifying rows whose answer differs from the reference's.
  std::int64_t last_tier_losses = 0;    ///< The same of the last tier alone.
  std::optional<double> kept_at_least;  ///< Of a promise at a given cost.
  /// [kConfidenceBins] Certifying rows that tier 1 answers, by their confidence (auditor.h).
  std::vector<std::int64_t> confidences;
  std::vector<FrontierPoint> frontier;  ///< Costs falling; empty of labelled texts and two tiers.
  std::vector<std::string> remarks;     ///< Sentences, such as why a tier is not used.
  std::optional<calibrate::PairedCounts> paired;  ///< Of a labelled promise.
  std::vector<ClassEvidence> classes;
};

/// `classes`: names of the labels; empty where a text has no single label. Throws kInvalidInput
/// where the sample is too small, and says what would do, where it shows one class alone, or where
/// no threshold keeps the promise; kUnsupported for what can't be promised of such a cascade.
[[nodiscard]] Evidence certify(const Sample& sample, const TierOutputs& outputs,
                               const Promise& promise, const std::vector<std::string>& classes);

}  // namespace tango::certify
