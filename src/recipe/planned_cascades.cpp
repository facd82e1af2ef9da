#include "recipe/planned_cascades.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tango::recipe {

namespace {

evaluate::ThresholdChoice choose(const std::vector<std::string>& names, const Scores& scores,
                                 task::Metric metric, const Recipe& recipe, bool keeps_answers) {
  std::vector<evaluate::TierAnswers> tiers;
  tiers.reserve(names.size());
  for (const std::string& name : names) tiers.push_back(scores.find(name).answers);
  const auto labels = static_cast<int>(scores.labels.size());
  const bool by_answers = keeps_answers || !scores.labelled();
  return evaluate::choose_thresholds(tiers, by_answers ? tiers.back().labels : scores.truths,
                                     labels, by_answers ? task::Metric::kAccuracy : metric,
                                     recipe.keep, recipe.per_class);
}

}  // namespace

std::vector<PlannedCascade> plan_cascades(const Recipe& recipe, const Scores& scores,
                                          task::Metric metric) {
  std::vector<PlannedCascade> planned;
  for (const CascadePlan& plan : recipe.cascades) {
    planned.push_back({plan, choose(plan.tiers, scores, metric, recipe, recipe.keeps_answers)});
  }
  return planned;
}

double deferral_rate(const Recipe& recipe, const Scores& scores, task::Metric metric,
                     const std::string& student) {
  return choose({student, "large"}, scores, metric, recipe, false).answered.back();
}

double relative_cost(const PlannedCascade& cascade,
                     const std::map<std::string, double>& texts_per_s) {
  const double last = texts_per_s.at(cascade.plan.tiers.back());
  double cost = 0;
  double reached = 1;
  for (std::size_t t = 0; t < cascade.plan.tiers.size(); ++t) {
    cost += reached * last / texts_per_s.at(cascade.plan.tiers[t]);
    reached -= cascade.choice.answered[t];
  }
  return cost;
}

std::string cost_table(const std::vector<PlannedCascade>& cascades,
                       const std::map<std::string, double>& texts_per_s) {
  std::vector<const PlannedCascade*> order;
  order.reserve(cascades.size());
  for (const PlannedCascade& one : cascades) order.push_back(&one);
  const auto cost = [&](const PlannedCascade* one) { return relative_cost(*one, texts_per_s); };
  std::stable_sort(order.begin(), order.end(),
                   [&](const auto* left, const auto* right) { return cost(left) < cost(right); });
  std::string table = fmt::format("{:<28} {:>10} {:>9} {:>7} {:>8} {:>7}\n", "cascade", "t1/t_last",
                                  "deferred", "cost", "speedup", "score");
  for (const PlannedCascade* one : order) {
    const auto& tiers = one->plan.tiers;
    table += fmt::format("{:<28} {:>10.4f} {:>8.1f}% {:>7.3f} {:>7.1f}x {:>7.4f}\n",
                         fmt::format("{}", fmt::join(tiers, " > ")),
                         texts_per_s.at(tiers.back()) / texts_per_s.at(tiers.front()),
                         100 * (1 - one->choice.answered.front()), cost(one), 1 / cost(one),
                         one->choice.score);
  }
  return table;
}

std::string asked_table(const std::vector<PlannedCascade>& cascades) {
  std::string table = fmt::format("{:<28} {:>11} {:>7}\n", "student", "to be asked", "score");
  for (const PlannedCascade& one : cascades) {
    table += fmt::format("{:<28} {:>10.1f}% {:>7.4f}\n", one.plan.tiers.front(),
                         100 * one.choice.answered.back(), one.choice.score);
  }
  return table;
}

}  // namespace tango::recipe
