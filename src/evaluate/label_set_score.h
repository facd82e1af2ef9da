// How often a cascade gives texts their labels where a text may have several.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "cascade/cascade.h"
#include "evaluate/labelled_texts.h"
#include "task/label_set_counts.h"

namespace tango::evaluate {

class LabelSetScore {
 public:
  /// `answers`: the cascade's, in the order of the texts. `cascade` and `texts` outlive it.
  LabelSetScore(const cascade::Cascade& cascade, const LabelledTexts& texts,
                std::span<const cascade::Answer> answers);

  /// As ClassificationScore::to_json; in the place of "confusion" is "per_label", with each label's
  /// threshold, texts, precision, recall and F1.
  [[nodiscard]] base::OrderedJson to_json() const;

  /// A table for people: a line per tier, one for all, and one per label.
  [[nodiscard]] std::string to_table() const;

 private:
  const cascade::Cascade& cascade_;
  const LabelledTexts& texts_;
  task::LabelSetCounts all_;
  std::vector<task::LabelSetCounts> by_tier_;
};

}  // namespace tango::evaluate
