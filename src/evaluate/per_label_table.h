// Each label's precision, recall and F1, and what was answered in its place.
#pragma once

#include <span>
#include <string>

#include "base/ordered_json.h"
#include "task/confusion_matrix.h"
#include "task/label_set_counts.h"

namespace tango::evaluate {

/// "label", "texts" (of which it is right), "predicted", "precision", "recall" and "f1".
[[nodiscard]] base::OrderedJson label_json(const std::string& name,
                                           const task::LabelSetCounts::Label& counts);

/// A line per label, for people.
[[nodiscard]] std::string per_label_table(std::span<const std::string> names,
                                          std::span<const task::LabelSetCounts::Label> counts);

/// How often each label got each answer; "" for more labels than a screen is wide.
[[nodiscard]] std::string confusion_table(std::span<const std::string> names,
                                          const task::ConfusionMatrix& counts);

}  // namespace tango::evaluate
