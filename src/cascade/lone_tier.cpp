#include "cascade/lone_tier.h"

#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "cascade/tier_labels.h"
#include "checkpoint/checkpoint.h"

namespace tango::cascade {
namespace {

using checkpoint::Labels;
using checkpoint::ProblemType;

[[noreturn]] void refuse_alone(const std::string& place, const std::string& why) {
  throw Error(ErrorCode::kUnsupported, place + " can't be loaded alone: " + why, {"only_tier"});
}

void require_labels(const CascadeConfig& config, const TierConfig& tier, const std::string& where,
                    const std::string& place) {
  const Labels whole = labels_of(config);
  if (whole.problem_type == ProblemType::kRegression && config.tiers.size() > 1) {
    throw Error(ErrorCode::kUnsupported,
                where + ": a regression has no confidence to defer on; use one tier");
  }
  const Labels own = checkpoint::labels_of(checkpoint::open_checkpoint(tier.model).config);
  require_labels_of(own, whole, !config.labels.empty(), place);
}

}  // namespace

CascadeConfig lone_tier(CascadeConfig config, int tier, const std::string& where) {
  const auto count = static_cast<int>(config.tiers.size());
  if (tier < 1 || tier > count) {
    throw Error(ErrorCode::kUsage,
                fmt::format("{}: there is no tier {}; give 1 … {}", where, tier, count),
                {"only_tier"});
  }
  TierConfig own = config.tiers[static_cast<std::size_t>(tier - 1)];
  const std::string place = fmt::format("{}: tier {}", where, tier);
  if (own.endpoint) refuse_alone(place, "it is computed elsewhere");
  if (own.layers > 0) refuse_alone(place, "it is an exit, and the tier after it goes on from it");
  if (tier > 1 && config.tiers[static_cast<std::size_t>(tier - 2)].layers > 0) {
    refuse_alone(place, "it goes on from its exits");
  }
  if (config.confidence == ConfidenceKind::kLearned) {
    if (tier > 1 && own.learned_score && own.learned_score->looks_at_earlier()) {
      refuse_alone(place, "its learned score looks at what the tier before answered");
    }
    if (!own.learned_score) config.confidence = ConfidenceKind::kMaxProbability;
  }
  require_labels(config, own, where, place);
  config.tiers = {std::move(own)};
  return config;
}

}  // namespace tango::cascade
