// How near a cascade's numbers come to the right ones: a regression's, or the only score of a
// cross-encoder.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/ordered_json.h"
#include "cascade/cascade.h"
#include "evaluate/labelled_texts.h"

namespace tango::evaluate {

class NumberScore {
 public:
  /// `answers`: the cascade's, in the order of the texts. `cascade` and `texts` outlive it.
  NumberScore(const cascade::Cascade& cascade, const LabelledTexts& texts,
              std::span<const cascade::Answer> answers);

  /// As ClassificationScore::to_json; "metrics" are those of choose_metric, null where one is not
  /// defined; of several outputs their means, and each output's own in "outputs".
  [[nodiscard]] base::OrderedJson to_json() const;

  /// A table for people: a line per metric.
  [[nodiscard]] std::string to_table() const;

 private:
  using Metrics = std::vector<std::pair<std::string, std::optional<double>>>;

  void add_relevance_metrics(std::span<const double> predicted, std::span<const double> truths);

  const cascade::Cascade& cascade_;
  const LabelledTexts& texts_;
  Metrics metrics_;
  std::vector<Metrics> outputs_;  ///< Where there are several.
  std::optional<std::size_t> queries_;
  std::vector<std::size_t> by_tier_;  ///< Texts.
};

}  // namespace tango::evaluate
