#include "calibrate/tiers/pareto.h"

#include <algorithm>

#include "calibrate/threshold/fixed_sequence.h"

namespace tango::calibrate {
namespace {

double mean_cost(std::span<const TieredText> texts, std::span<const float> thresholds,
                 const TierCosts& costs) {
  const std::vector<double> until = costs_until(thresholds, costs);
  double cost = 0;
  for (const TieredText& text : texts)
    cost += until[answering_gate(text, thresholds) / costs.gates];
  return cost / static_cast<double>(std::max<std::size_t>(1, texts.size()));
}

/// With every threshold raised until its gate accepts only this share of what it accepted before.
TierCandidate stricter(std::span<const TieredText> choosing, const TierCosts& costs,
                       const TierCandidate& candidate, double share) {
  TierCandidate raised{.thresholds = candidate.thresholds, .risk = candidate.risk};
  for (std::size_t gate = 0; gate < raised.thresholds.size(); ++gate) {
    std::vector<float> accepted;
    for (const TieredText& text : choosing) {
      const float confidence = text.confidences[gate];
      if (confidence < 1 && accepts(candidate.thresholds[gate], confidence)) {
        accepted.push_back(confidence);
      }
    }
    if (accepted.empty()) continue;
    const auto place =
        static_cast<std::ptrdiff_t>(share * static_cast<double>(accepted.size() - 1));
    std::ranges::nth_element(accepted, accepted.begin() + place, std::ranges::greater());
    raised.thresholds[gate] = accepted[static_cast<std::size_t>(place)];
  }
  raised.cost = mean_cost(choosing, raised.thresholds, costs);
  return raised;
}

/// The frontier is the best of very many combinations on few texts, so its strictest candidate may
/// lose more elsewhere than it seems to. The sequence therefore begins with stricter ones.
std::vector<TierCandidate> sequence_of(std::span<const TieredText> choosing, const TierCosts& costs,
                                       std::vector<TierCandidate> frontier) {
  constexpr int kSteps = 10;
  std::vector<TierCandidate> sequence;
  for (int step = 1; step < kSteps && !frontier.empty(); ++step) {
    sequence.push_back(stricter(choosing, costs, frontier.front(), step / double{kSteps}));
  }
  sequence.insert(sequence.end(), frontier.begin(), frontier.end());
  return sequence;
}

/// Without those that can hardly pass, and evenly thinned.
std::vector<TierCandidate> worth_testing(const Frontier& frontier, double target,
                                         std::size_t texts) {
  const double most = 2 * target + 5 / std::max(1.0, static_cast<double>(texts));
  std::vector<TierCandidate> likely;
  for (const TierCandidate& candidate : frontier.candidates) {
    if (likely.empty() || candidate.risk <= most) likely.push_back(candidate);
  }
  if (likely.size() <= kMostTested) return likely;
  std::vector<TierCandidate> thinned;
  for (std::size_t i = 0; i < kMostTested; ++i) {
    thinned.push_back(likely[i * (likely.size() - 1) / (kMostTested - 1)]);
  }
  return thinned;
}

void fill(TierChoice& choice, const Frontier& frontier, std::span<const TieredText> certifying,
          const TierCosts& costs, std::span<const Promise> promises, double risk) {
  for (const Promise& promise : promises) {
    choice.promises.push_back(counts_at(certifying, promise, choice.thresholds));
  }
  for (std::size_t tier = 0; tier + 1 < costs.tiers.size(); ++tier) {
    choice.cost_with.push_back(is_used(choice.thresholds, costs, tier)
                                   ? std::nullopt
                                   : std::optional(frontier.cost_with(tier, risk)));
  }
}

/// Raises the last threshold in use as far as the cost allows: between two losses on set A many
/// thresholds lose the same there, and the strictest of them loses least elsewhere.
void spend_the_rest(std::span<const TieredText> choosing, const TierCosts& costs, double most,
                    TierCandidate& candidate) {
  std::size_t gate = candidate.thresholds.size();
  while (gate > 0 && !accepts(candidate.thresholds[gate - 1], 1)) --gate;
  if (gate == 0) return;
  float& threshold = candidate.thresholds[gate - 1];
  const float chosen = threshold;
  std::vector<float> confidences;
  for (const TieredText& text : choosing) confidences.push_back(text.confidences[gate - 1]);
  const std::vector<float> falling = falling_thresholds(confidences, confidences.size());
  const auto first = std::ranges::partition_point(falling, [&](float stricter) {
    threshold = stricter;
    return mean_cost(choosing, candidate.thresholds, costs) > most;
  });
  threshold = first == falling.end() ? chosen : std::max(chosen, *first);
  candidate.cost = mean_cost(choosing, candidate.thresholds, costs);
}

}  // namespace

TierChoice choose_tiers(std::span<const TieredText> choosing, CertifyingTexts& certifying,
                        const TierCosts& costs) {
  const std::span<const Promise> promises = certifying.promises();
  const Frontier frontier = frontier_of(choosing, costs, promises);
  TierChoice choice;
  choice.thresholds.assign(costs.all_gates(), kAcceptNothing);
  choice.frontier =
      sequence_of(choosing, costs, worth_testing(frontier, promises.front().risk, choosing.size()));
  choice.passed = fixed_sequence(choice.frontier.size(), [&](std::size_t i) {
    return certifying.show(choice.frontier[i].thresholds);
  });
  double risk = 0;
  if (choice.passed > 0) {
    choice.thresholds = choice.frontier[choice.passed - 1].thresholds;
    risk = choice.frontier[choice.passed - 1].risk;
  }
  fill(choice, frontier, certifying.texts(), costs, promises, risk);
  return choice;
}

TierChoice choose_tiers(std::span<const TieredText> choosing,
                        std::span<const TieredText> certifying, const TierCosts& costs,
                        std::span<const Promise> promises, double significance) {
  CertifyingTexts texts(certifying, {}, promises, significance);
  return choose_tiers(choosing, texts, costs);
}

std::optional<TierChoice> choose_at_cost(std::span<const TieredText> choosing,
                                         std::span<const TieredText> certifying,
                                         const TierCosts& costs, double most) {
  const Promise all{.risk = 0.5};
  const Frontier frontier = frontier_of(choosing, costs, {&all, 1});
  const auto found = std::ranges::find_if(
      frontier.candidates, [&](const TierCandidate& one) { return one.cost <= most; });
  if (found == frontier.candidates.end()) return std::nullopt;
  TierChoice choice;
  choice.frontier = {*found};
  spend_the_rest(choosing, costs, most, choice.frontier.front());
  choice.thresholds = choice.frontier.front().thresholds;
  choice.passed = 1;
  fill(choice, frontier, certifying, costs, {&all, 1}, found->risk);
  return choice;
}

}  // namespace tango::calibrate
