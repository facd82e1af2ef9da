// Cascades of a build's models: their thresholds and their costs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "evaluate/threshold_choice.h"
#include "recipe/recipe.h"
#include "recipe/scored_models.h"
#include "task/metric.h"

namespace tango::recipe {

struct PlannedCascade {
  CascadePlan plan;
  evaluate::ThresholdChoice choice;
};

/// In the recipe's order.
[[nodiscard]] std::vector<PlannedCascade> plan_cascades(const Recipe& recipe, const Scores& scores,
                                                        task::Metric metric);

/// The share of the texts that a student defers to the large model in a cascade that keeps
/// recipe.keep of the large model's score.
[[nodiscard]] double deferral_rate(const Recipe& recipe, const Scores& scores, task::Metric metric,
                                   const std::string& student);

/// The mean time per text as a share of the last tier's: the sum over tiers of t / t_last times the
/// share of the texts that reach the tier. For two tiers, t1/t2 + p (Mamou et al. 2022, section 3).
/// The speedup is its inverse. `texts_per_s`: by model.
[[nodiscard]] double relative_cost(const PlannedCascade& cascade,
                                   const std::map<std::string, double>& texts_per_s);

/// One line per cascade, the cheapest first: t1/t_last, deferred share, cost, speedup, score.
[[nodiscard]] std::string cost_table(const std::vector<PlannedCascade>& cascades,
                                     const std::map<std::string, double>& texts_per_s);

/// The same where the last tier can't be called and has no speed: the share to be asked, score.
[[nodiscard]] std::string asked_table(const std::vector<PlannedCascade>& cascades);

}  // namespace tango::recipe
