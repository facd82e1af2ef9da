// Which metrics sets of labels and numbers have.
#pragma once

#include <string>
#include <vector>

#include "checkpoint/model_config.h"
#include "evaluate/labelled_texts.h"

namespace tango::evaluate {

constexpr std::size_t kReciprocalRankDepth = 10;  ///< Of "mrr_at_10".

/// Answers are labels with a probability each, of which a text may have several.
[[nodiscard]] bool answers_are_sets(const checkpoint::Labels& labels);

/// Answers are a number or several: a regression, or the only label's score.
[[nodiscard]] bool answers_are_numbers(const checkpoint::Labels& labels);

/// Whether every right number is 1 or 0, both occur, and there is one per text.
[[nodiscard]] bool are_relevances(const LabelledTexts& texts);

/// Whether texts are grouped by queries, so that there is something to rank.
[[nodiscard]] bool have_queries(const LabelledTexts& texts);

/// `wanted`, or the usual one where it is empty: "micro_f1" of sets; "auc" of numbers that are all
/// 0 or 1, else "pearson". Throws kUsage that lists those that these texts have.
[[nodiscard]] std::string choose_metric(const checkpoint::Labels& labels,
                                        const LabelledTexts& texts, const std::string& wanted);

}  // namespace tango::evaluate
