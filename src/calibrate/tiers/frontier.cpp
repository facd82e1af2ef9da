#include "calibrate/tiers/frontier.h"

#include <algorithm>
#include <limits>

#include "calibrate/tiers/descent.h"
#include "calibrate/tiers/enumeration.h"

namespace tango::calibrate {
namespace {

constexpr std::size_t kMostEnumerated = 4;  // gates: 41^3 combinations, and all of the last one

}  // namespace

bool is_used(std::span<const float> thresholds, const TierCosts& costs, std::size_t tier) {
  return std::ranges::any_of(thresholds.subspan(tier * costs.gates, costs.gates),
                             [](float threshold) { return accepts(threshold, 1); });
}

std::vector<double> costs_until(std::span<const float> thresholds, const TierCosts& costs) {
  const auto reads = [&](std::size_t tier) {
    return tier + 1 == costs.tiers.size() || is_used(thresholds, costs, tier);
  };
  std::vector<double> until;
  double spent = 0;
  for (std::size_t tier = 0; tier < costs.tiers.size(); ++tier) {
    if (reads(tier)) spent += costs.of(tier, reads);
    until.push_back(spent);
  }
  return until;
}

double Frontier::cost_with(std::size_t tier, double risk) const {
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t set = 0; set < cheapest.size(); ++set) {
    if ((set >> tier & 1U) == 0) continue;
    const std::vector<double>& costs = cheapest[set];
    const double levels = static_cast<double>(costs.size() - 1);
    for (std::size_t level = 0; level < costs.size(); ++level) {
      if (static_cast<double>(level) <= risk * levels + 1e-6)
        lowest = std::min(lowest, costs[level]);
    }
  }
  return lowest;
}

Frontier frontier_of(std::span<const TieredText> texts, const TierCosts& costs,
                     std::span<const Promise> promises) {
  return costs.all_gates() <= kMostEnumerated ? frontier_by_enumeration(texts, costs, promises)
                                              : frontier_by_descent(texts, costs, promises);
}

std::size_t answering_gate(const TieredText& text, std::span<const float> thresholds) {
  std::size_t gate = 0;
  while (gate < thresholds.size() && !accepts(thresholds[gate], text.confidences[gate])) ++gate;
  return gate;
}

PromiseCounts counts_at(std::span<const TieredText> texts, const Promise& promise,
                        std::span<const float> thresholds) {
  PromiseCounts counts;
  for (const TieredText& text : texts) {
    if (!counts_for(text, promise)) continue;
    counts.texts += !promise.of_accuracy || text.last_right ? 1 : 0;
    counts.losses += text.losses[answering_gate(text, thresholds)];
  }
  return counts;
}

}  // namespace tango::calibrate
