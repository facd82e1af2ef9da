// Texts with right answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cascade/request.h"
#include "reading/squad.h"
#include "task/metric.h"

namespace tango::evaluate {

/// Texts with one label each, or with sets of labels, or with numbers; or questions.
struct LabelledTexts {
  std::vector<cascade::Request> requests;
  /// Where each text stands, as "reviews.tsv:12"; empty for questions.
  std::vector<std::string> places;
  std::vector<int> truths;  ///< One per text: the cascade's label; else empty.
  task::Metric metric = task::Metric::kAccuracy;
  std::vector<std::vector<int>> label_sets;  ///< Of each text, ascending; else empty.
  /// Of each text, one per output; else empty. 1 and 0 say whether the only label is right.
  std::vector<std::vector<double>> numbers;
  std::vector<std::string> queries;  ///< Beside numbers: the query of each text, "" for none.
  /// From which probability on a text has a label, where it may have several, or none of one.
  std::vector<float> label_thresholds;
  std::string metric_name;  ///< Of label sets and numbers, in place of `metric`.
  /// One list per question, which is scored by its F1; empty for labelled texts.
  std::vector<std::vector<reading::Answer>> answers;
  std::int64_t repaired_utf8 = 0;  ///< Ill-formed sequences in the file that became U+FFFD.
};

}  // namespace tango::evaluate
