#include "calibrate/tiers/pareto.h"

#include <algorithm>

#include "calibrate/bound/binomial.h"
#include "calibrate/threshold/fixed_sequence.h"
#include "calibrate/threshold/sample.h"

namespace tango::calibrate {
namespace {

bool is_left_out(float threshold) { return !accepts(threshold, 1); }

std::size_t answering_tier(const TieredText& text, std::span<const float> thresholds) {
  std::size_t tier = 0;
  while (tier < thresholds.size() && !accepts(thresholds[tier], text.confidences[tier])) ++tier;
  return tier;
}

std::int64_t losses_at(std::span<const TieredText> texts, std::span<const float> thresholds) {
  std::int64_t losses = 0;
  for (const TieredText& text : texts) {
    const std::size_t tier = answering_tier(text, thresholds);
    losses += tier < thresholds.size() && text.differs[tier] ? 1 : 0;
  }
  return losses;
}

double mean_cost(std::span<const TieredText> texts, std::span<const float> thresholds,
                 std::span<const double> costs) {
  double cost = 0;
  for (const TieredText& text : texts) {
    const std::size_t answering = answering_tier(text, thresholds);
    cost += costs[answering];
    for (std::size_t tier = 0; tier < answering; ++tier) {
      cost += is_left_out(thresholds[tier]) ? 0 : costs[tier];
    }
  }
  return cost / static_cast<double>(std::max<std::size_t>(1, texts.size()));
}

std::vector<std::vector<float>> combinations_of(std::span<const TieredText> texts,
                                                std::size_t tiers, std::size_t grid) {
  std::vector<std::vector<float>> combinations = {{}};
  for (std::size_t tier = 0; tier < tiers; ++tier) {
    std::vector<float> confidences;
    for (const TieredText& text : texts) confidences.push_back(text.confidences[tier]);
    std::vector<float> thresholds = falling_thresholds(confidences, grid);
    thresholds.insert(thresholds.begin(), kAcceptNothing);
    std::vector<std::vector<float>> longer;
    for (const std::vector<float>& begun : combinations) {
      for (const float threshold : thresholds) {
        longer.push_back(begun);
        longer.back().push_back(threshold);
      }
    }
    combinations = std::move(longer);
  }
  return combinations;
}

std::vector<TierCandidate> frontier_of(std::vector<TierCandidate> candidates) {
  std::ranges::sort(candidates, [](const TierCandidate& a, const TierCandidate& b) {
    return a.risk != b.risk ? a.risk < b.risk : a.cost < b.cost;
  });
  std::vector<TierCandidate> frontier;
  for (TierCandidate& candidate : candidates) {
    if (frontier.empty() || candidate.cost < frontier.back().cost) {
      frontier.push_back(std::move(candidate));
    }
  }
  return frontier;
}

}  // namespace

TierChoice choose_tiers(std::span<const TieredText> choosing,
                        std::span<const TieredText> certifying, std::span<const double> costs,
                        double risk, double significance, std::size_t grid) {
  const std::size_t tiers = costs.size() - 1;
  TierChoice choice{.thresholds = std::vector<float>(tiers, kAcceptNothing)};
  std::vector<TierCandidate> candidates;
  for (std::vector<float>& thresholds : combinations_of(choosing, tiers, grid)) {
    const auto losses = static_cast<double>(losses_at(choosing, thresholds));
    const double cost = mean_cost(choosing, thresholds, costs);
    candidates.push_back(
        {.thresholds = std::move(thresholds),
         .cost = cost,
         .risk = losses / static_cast<double>(std::max<std::size_t>(1, choosing.size()))});
  }
  choice.frontier = frontier_of(std::move(candidates));
  const auto texts = static_cast<std::int64_t>(certifying.size());
  choice.passed = fixed_sequence(choice.frontier.size(), [&](std::size_t i) {
    const std::int64_t losses = losses_at(certifying, choice.frontier[i].thresholds);
    return binomial_cdf(losses, texts, risk) <= significance;
  });
  if (choice.passed > 0) choice.thresholds = choice.frontier[choice.passed - 1].thresholds;
  choice.losses = losses_at(certifying, choice.thresholds);
  for (const float threshold : choice.thresholds) {
    choice.left_out.push_back(is_left_out(threshold));
  }
  return choice;
}

}  // namespace tango::calibrate
