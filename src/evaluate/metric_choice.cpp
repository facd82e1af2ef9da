#include "evaluate/metric_choice.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

namespace tango::evaluate {
namespace {

using checkpoint::ProblemType;
using Names = std::vector<std::string>;

bool has_number(const LabelledTexts& texts, double number) {
  return std::ranges::any_of(texts.numbers, [&](const auto& own) { return own.front() == number; });
}

/// The usual one first.
Names metrics_of(const checkpoint::Labels& labels, const LabelledTexts& texts) {
  if (answers_are_sets(labels)) {
    return {"micro_f1",        "macro_f1",     "samples_f1",  "subset_accuracy",
            "micro_precision", "micro_recall", "hamming_loss"};
  }
  Names names;
  if (are_relevances(texts)) {
    names = {"auc", "average_precision"};
    if (have_queries(texts)) names.emplace_back("mrr_at_10");
    if (labels.problem_type == ProblemType::kMultiLabelClassification) {
      names.insert(names.end(), {"accuracy", "f1", "precision", "recall"});
    }
  }
  names.insert(names.end(), {"pearson", "spearman", "mse", "mae", "r2"});
  return names;
}

}  // namespace

bool answers_are_sets(const checkpoint::Labels& labels) {
  return labels.problem_type == ProblemType::kMultiLabelClassification && labels.names.size() > 1;
}

bool answers_are_numbers(const checkpoint::Labels& labels) {
  return labels.problem_type == ProblemType::kRegression ||
         (labels.problem_type == ProblemType::kMultiLabelClassification &&
          !answers_are_sets(labels));
}

bool are_relevances(const LabelledTexts& texts) {
  return has_number(texts, 0) && has_number(texts, 1) &&
         std::ranges::all_of(texts.numbers, [](const auto& own) {
           return own.size() == 1 && (own.front() == 0 || own.front() == 1);
         });
}

bool have_queries(const LabelledTexts& texts) {
  std::set<std::string_view> known;
  return std::ranges::any_of(texts.queries, [&](const std::string& query) {
    return !query.empty() && !known.insert(query).second;
  });
}

std::string choose_metric(const checkpoint::Labels& labels, const LabelledTexts& texts,
                          const std::string& wanted) {
  const Names names = metrics_of(labels, texts);
  if (wanted.empty()) return names.front();
  if (std::ranges::count(names, wanted) > 0) return wanted;
  throw Error(
      ErrorCode::kUsage,
      fmt::format("these answers have no metric \"{}\"; use {}", wanted, fmt::join(names, ", ")),
      {"metric"});
}

}  // namespace tango::evaluate
