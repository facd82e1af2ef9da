#include "recipe/class_shares.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "evaluate/tier_answers.h"
#include "recipe/balance.h"

namespace tango::recipe {
std::vector<ClassCount> count_classes(const checkpoint::LogitsFile& logits) {
  std::vector<ClassCount> classes;
  for (const std::string& label : logits.labels) classes.push_back({.label = label, .texts = 0});
  const auto answers = evaluate::answers_of(logits, cascade::ConfidenceKind::kMaxProbability);
  for (const int label : answers.labels) ++classes[static_cast<std::size_t>(label)].texts;
  std::ranges::stable_sort(classes, std::ranges::greater(), &ClassCount::texts);
  return classes;
}

std::string shares_in_words(std::span<const ClassCount> classes, bool are_given) {
  std::int64_t all = 0;
  for (const ClassCount& one : classes) all += one.texts;
  if (all == 0) return "";
  std::string table = are_given
                          ? fmt::format("The answers given to {} texts:\n", all)
                          : fmt::format("The classifier's answers to {} of the texts:\n", all);
  std::string rare;
  for (const ClassCount& one : classes) {
    const double share = static_cast<double>(one.texts) / static_cast<double>(all);
    table += fmt::format("  {:<24} {:>8} {:>6.1f} %\n", one.label, one.texts, 100 * share);
    if (share < kRareShare) rare += (rare.empty() ? "\"" : ", \"") + one.label + '"';
  }
  if (rare.empty()) return table;
  return table +
         fmt::format(
             "WARNING: few texts are {}. A student sees few of them, and a promise about all texts "
             "may be kept while most of these lose their answer. Look at each class in what tango "
             "calibrate shows at the end; more texts of such a class in {} help, and tango "
             "calibrate --keep-class LABEL=SHARE promises a share of the class itself\n",
             rare, are_given ? "--answers" : "--texts");
}

}  // namespace tango::recipe
