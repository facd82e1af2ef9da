#include "cascade/batch_memory.h"

#include <exception>

#include <fmt/format.h>

#include "cascade/model_memory.h"

namespace tango::cascade {
namespace {

base::MachineMemory memory_of(const Tier& tier, int workers) {
  return model_memory(tier.identity(),
                      fmt::format("batch {} {}", to_string(tier.model().precision()), workers),
                      tier.source().cache);
}

}  // namespace

std::optional<BatchLimits> remembered_limits(const Tier& tier, int workers) {
  if (tier.endpoint() != nullptr || tier.identity().empty()) return std::nullopt;
  const auto record = memory_of(tier, workers).recall();
  if (!record) return std::nullopt;
  try {
    const BatchLimits limits{.texts = record->at("texts"), .tokens = record->at("tokens")};
    if (limits.texts > 0 && limits.tokens > 0) return limits;
  } catch (const std::exception&) {  // damaged
  }
  return std::nullopt;
}

void remember_limits(const Tier& tier, int workers, const BatchLimits& limits) {
  if (tier.identity().empty()) return;
  memory_of(tier, workers).keep({{"texts", limits.texts}, {"tokens", limits.tokens}});
}

std::vector<BatchLimits> limits_of_tiers(const Cascade& cascade, int workers,
                                         std::vector<BatchLimits> given) {
  for (int tier = static_cast<int>(given.size()); tier < cascade.num_tiers(); ++tier) {
    given.push_back(remembered_limits(cascade.tier(tier), workers).value_or(BatchLimits{}));
  }
  return given;
}

}  // namespace tango::cascade
