#include "certify/several_thresholds.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/bound/binomial.h"
#include "calibrate/tiers/pareto.h"
#include "certify/different_texts.h"
#include "certify/refused_tiers.h"

namespace tango::certify {
namespace {

/// What the answers of the tiers lose by the promise, text by text.
class Losses {
 public:
  Losses(const Sample& sample, const TierOutputs& outputs, bool labelled)
      : sample_(sample), outputs_(outputs), labelled_(labelled) {}

  [[nodiscard]] bool is_right(std::size_t tier, std::size_t row) const {
    const auto truth = static_cast<std::uint64_t>(sample_.truths[row]);
    return outputs_.answers[tier][sample_.rows[row]] == truth;
  }
  [[nodiscard]] bool is_last_right(std::size_t row) const {
    return labelled_ && is_right(outputs_.tiers() - 1, row);
  }
  /// As TieredText has them.
  [[nodiscard]] std::int8_t of(std::size_t tier, std::size_t row) const {
    if (!labelled_) return outputs_.differs(tier, sample_.rows[row]) ? 1 : 0;
    return static_cast<std::int8_t>((is_last_right(row) ? 1 : 0) - (is_right(tier, row) ? 1 : 0));
  }

 private:
  const Sample& sample_;
  const TierOutputs& outputs_;
  bool labelled_;
};

/// `gates`: of each tier, one for each class or one for all. `confidences`: [tiers x texts].
std::vector<calibrate::TieredText> tiered_texts(const Sample& sample, const TierOutputs& outputs,
                                                const Losses& losses,
                                                const std::vector<std::vector<float>>& confidences,
                                                const std::vector<std::size_t>& rows,
                                                std::size_t gates, bool with_classes) {
  std::vector<calibrate::TieredText> texts;
  for (const std::size_t row : rows) {
    const std::size_t text = sample.rows[row];
    calibrate::TieredText& one = texts.emplace_back();
    for (std::size_t tier = 0; tier + 1 < outputs.tiers(); ++tier) {
      for (std::size_t gate = 0; gate < gates; ++gate) {
        const bool is_own = gates == 1 || outputs.answers[tier][text] == gate;
        one.confidences.push_back(is_own ? confidences[tier][text] : calibrate::kNoConfidence);
        one.losses.push_back(losses.of(tier, row));
      }
    }
    one.losses.push_back(losses.of(outputs.tiers() - 1, row));
    one.last_right = losses.is_last_right(row);
    if (with_classes) one.reference_class = static_cast<int>(outputs.reference_answer(text));
  }
  return texts;
}

/// What a text costs in each tier, in units in which the last tier alone costs 1, and how much it
/// may cost.
struct Costs {
  calibrate::TierCosts of_tiers;
  double most = 1;
};

Costs costs_of(const TierOutputs& outputs, const Promise& promise, std::size_t gates) {
  Costs costs{.of_tiers = {outputs.seconds, gates, outputs.goes_on}};
  std::vector<double>& tiers = costs.of_tiers.tiers;
  const CostTarget target = promise.at_cost.value_or(CostTarget{CostTarget::Kind::kSpeedup, 1});
  switch (target.kind) {
    case CostTarget::Kind::kBudget:
      tiers.assign(outputs.tiers(), 0);
      tiers.back() = 1;
      costs.most = target.value;
      return costs;
    case CostTarget::Kind::kSpeedup:
      costs.most = 1 / target.value;
      break;
    case CostTarget::Kind::kLatency:
      tiers = outputs.lone_seconds;
      costs.most = target.value / 1000 / tiers.back();
      break;
  }
  const double last = tiers.back();
  for (double& cost : tiers) cost /= last;
  return costs;
}

[[noreturn]] void refuse_cost(const Costs& costs, const TierOutputs& outputs,
                              const Promise& promise) {
  const double least = *std::ranges::min_element(costs.of_tiers.tiers);
  const bool is_latency = promise.at_cost->kind == CostTarget::Kind::kLatency;
  throw Error(ErrorCode::kInvalidInput,
              is_latency ? fmt::format("no thresholds are that fast: the fastest tier alone takes "
                                       "{:.3g} ms a text on this machine",
                                       1000 * least * outputs.lone_seconds.back())
                         : fmt::format("no thresholds are that fast: the fastest tier alone is "
                                       "{:.3g} times as fast as the last one",
                                       1 / least),
              {setting_of(promise.at_cost->kind)});
}

std::vector<cascade::Threshold> cascade_thresholds(const std::vector<float>& chosen,
                                                   std::size_t gates) {
  std::vector<cascade::Threshold> thresholds;
  for (std::size_t first = 0; first < chosen.size(); first += gates) {
    std::vector<float> of_tier;
    for (std::size_t gate = 0; gate < gates; ++gate) {
      of_tier.push_back(std::min(chosen[first + gate], 1.0F));
    }
    thresholds.push_back(gates == 1 ? of_tier.front() : cascade::Threshold(std::move(of_tier)));
  }
  return thresholds;
}

void add_frontier(const calibrate::TierChoice& choice, const calibrate::TierCosts& costs,
                  const std::vector<calibrate::TieredText>& choosing, Evidence& evidence) {
  for (std::size_t i = 0; i < choice.frontier.size(); ++i) {
    const calibrate::TierCandidate& candidate = choice.frontier[i];
    double reads = 0;
    for (const calibrate::TieredText& text : choosing) {
      reads += calibrate::answering_gate(text, candidate.thresholds) == costs.all_gates() ? 1 : 0;
    }
    evidence.frontier.push_back(
        {.last_tier_reads = reads / static_cast<double>(std::max<std::size_t>(1, choosing.size())),
         .cost = std::min(1.0, candidate.cost / costs.tiers.back()),
         .kept = 1 - candidate.risk,
         .is_shown = i < choice.passed});
  }
}

/// What the cascade takes on the certifying texts, where a time is what was asked for.
void add_speed(const TierOutputs& outputs, const Costs& costs, const Promise& promise,
               Evidence& evidence) {
  if (!promise.at_cost || promise.at_cost->kind == CostTarget::Kind::kBudget) return;
  const calibrate::TierCosts& of_tiers = costs.of_tiers;
  const auto reads = [&](std::size_t tier) {
    return tier + 1 == of_tiers.tiers.size() || evidence.thresholds[tier].lowest() < 1;
  };
  double cost = 0;
  double reaches = 1;  // the share of the texts that a tier reads
  for (std::size_t tier = 0; tier < of_tiers.tiers.size(); ++tier) {
    if (reads(tier)) cost += reaches * of_tiers.of(tier, reads);
    reaches -= evidence.answered[tier];
  }
  std::string text = fmt::format(
      "On the certifying texts the cascade is {:.3g} times as fast as the last tier alone",
      1 / cost);
  if (promise.at_cost->kind == CostTarget::Kind::kLatency) {
    text +=
        fmt::format(": {:.3g} ms a text, where texts come one at a time, and not {:.3g} ms",
                    1000 * cost * outputs.lone_seconds.back(), 1000 * outputs.lone_seconds.back());
  }
  evidence.remarks.push_back(text + ".");
}

void add_remarks(const calibrate::TierChoice& choice, const Promise& promise, Evidence& evidence) {
  if (promise.reference != Reference::kLastTier) {
    evidence.remarks.push_back(fmt::format(
        "Of {} certifying texts, the last tier itself, as served, answers {} otherwise than {}.",
        evidence.texts, evidence.last_tier_losses,
        promise.reference == Reference::kPrecision ? "in " + promise.precision : "the reference"));
  }
  const double cost = choice.frontier[choice.passed - 1].cost;
  for (std::size_t tier = 0; tier < choice.cost_with.size(); ++tier) {
    const std::optional<double>& with = choice.cost_with[tier];
    if (!with) continue;
    std::string reason = fmt::format("Tier {} is not used and better removed: ", tier + 1);
    reason += std::isinf(*with) ? "no threshold of it loses as few answers."
                                : fmt::format(
                                      "with it a text costs at least {:.3g} of the last tier's "
                                      "cost at as few losses, without it {:.3g}.",
                                      *with, cost);
    evidence.remarks.push_back(std::move(reason));
  }
}

}  // namespace

Evidence certify_tiers(const Sample& sample, const TierOutputs& outputs, const Parts& parts,
                       const Promise& promise, const std::vector<std::string>& classes) {
  const std::size_t gates = promise.per_class ? classes.size() : 1;
  const bool with_classes = !classes.empty();
  const Losses losses(sample, outputs, promise.labelled);
  const auto choosing = tiered_texts(
      sample, outputs, losses, outputs.held_out.empty() ? outputs.confidences : outputs.held_out,
      parts.choosing, gates, with_classes);
  const auto texts = tiered_texts(sample, outputs, losses, outputs.confidences, parts.certifying,
                                  gates, with_classes);
  const std::vector<calibrate::Promise> promises = promises_of(promise, classes);
  calibrate::CertifyingTexts certifying(texts, groups_of(sample, parts.certifying), promises,
                                        promise.significance());
  const Costs costs = costs_of(outputs, promise, gates);
  const calibrate::TierCosts& tier_costs = costs.of_tiers;
  calibrate::TierChoice choice;
  if (promise.at_cost) {
    auto found = calibrate::choose_at_cost(choosing, texts, tier_costs, costs.most);
    if (!found) refuse_cost(costs, outputs, promise);
    choice = std::move(*found);
  } else {
    choice = calibrate::choose_tiers(choosing, certifying, tier_costs);
  }
  const bool accepts_nothing =
      std::ranges::all_of(choice.thresholds, [](float threshold) { return threshold >= 1; });
  if (choice.passed == 0 || (accepts_nothing && !promise.at_cost)) {
    refuse_tiers(choice, certifying, promise);
  }
  if (accepts_nothing) {
    throw Error(ErrorCode::kInvalidInput,
                "the last tier alone costs no more than that: it needs no cascade",
                {setting_of(promise.at_cost->kind)});
  }
  Evidence evidence =
      evidence_of(sample, outputs, parts, promise, classes,
                  cascade_thresholds(choice.thresholds, gates), choice.frontier.size());
  if (promise.labelled) evidence.paired = calibrate::paired_counts_at(texts, choice.thresholds);
  if (promise.at_cost) {
    const std::int64_t different = different_texts(sample, parts.certifying).count;
    evidence.kept_at_least =
        1 - std::max(certifying.risk_bound(choice.thresholds),
                     calibrate::binomial_upper_bound(0, different, promise.significance()));
  }
  add_frontier(choice, tier_costs, choosing, evidence);
  add_remarks(choice, promise, evidence);
  add_speed(outputs, costs, promise, evidence);
  return evidence;
}

}  // namespace tango::certify
