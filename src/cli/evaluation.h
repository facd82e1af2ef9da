// The results of scoring a cascade on a labelled file.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "cascade/cascade.h"
#include "task/confusion_matrix.h"
#include "task/metric.h"

namespace tango::cli {

/// "thresholds" and "confidence": by what rule the cascade deferred.
void add_policy(const cascade::Cascade& cascade, base::OrderedJson& result);

class Evaluation {
 public:
  /// `truths` and `answers` are of the same rows, in order; `cascade` outlives it.
  Evaluation(const cascade::Cascade& cascade, std::span<const int> truths,
             std::span<const cascade::Answer> answers);

  [[nodiscard]] const task::ConfusionMatrix& all() const { return all_; }

  /// "metrics", "metric" and "score" (that metric's value), "deferral_rate", "tiers" (texts, share
  /// and accuracy of each), "confusion" ([true x predicted]), "labels", "thresholds" ….
  [[nodiscard]] base::OrderedJson to_json(task::Metric metric) const;

  /// For people.
  [[nodiscard]] std::string to_table() const;

 private:
  const cascade::Cascade& cascade_;
  task::ConfusionMatrix all_;
  std::vector<task::ConfusionMatrix> by_tier_;
};

}  // namespace tango::cli
