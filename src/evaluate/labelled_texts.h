// Texts with right answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cascade/request.h"
#include "reading/squad.h"
#include "task/metric.h"

namespace tango::evaluate {

/// Either labelled texts or questions.
struct LabelledTexts {
  std::vector<cascade::Request> requests;
  /// Where each text stands, as "reviews.tsv:12"; empty for questions.
  std::vector<std::string> places;
  std::vector<int> truths;  ///< One per text: the cascade's label; empty for questions.
  task::Metric metric = task::Metric::kAccuracy;
  /// One list per question, which is scored by its F1; empty for labelled texts.
  std::vector<std::vector<reading::Answer>> answers;
  std::int64_t repaired_utf8 = 0;  ///< Ill-formed sequences in the file that became U+FFFD.
};

}  // namespace tango::evaluate
