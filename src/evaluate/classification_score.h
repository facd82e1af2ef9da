// How often a cascade answers labelled texts right.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "cascade/cascade.h"
#include "task/confusion_matrix.h"
#include "task/metric.h"

namespace tango::evaluate {

class ClassificationScore {
 public:
  /// `truths`: each text's right label; `answers`: the cascade's, in the same order. `cascade`
  /// outlives it.
  ClassificationScore(const cascade::Cascade& cascade, std::span<const int> truths,
                      std::span<const cascade::Answer> answers);

  /// "metrics", "metric" and "score" (that metric's value), "deferral_rate", "tiers" (texts, share
  /// and accuracy of each), "confusion" ([true x predicted]), "per_label" (precision, recall and F1
  /// of each), "labels", "thresholds" ….
  [[nodiscard]] base::OrderedJson to_json(task::Metric metric) const;

  /// A table for people: a line per tier, one for all, one per label, and the confusion of few
  /// labels.
  [[nodiscard]] std::string to_table() const;

 private:
  const cascade::Cascade& cascade_;
  task::ConfusionMatrix all_;
  std::vector<task::ConfusionMatrix> by_tier_;
};

}  // namespace tango::evaluate
