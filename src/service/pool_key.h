// What tiers have in common that are computed together.
#pragma once

#include "cascade/tier.h"

namespace tango::service {

/// What computes the tier: its model, or its endpoint. Tiers that have the same share a pool.
[[nodiscard]] inline const void* pool_key(const cascade::Tier& tier) {
  return tier.endpoint() != nullptr ? static_cast<const void*>(tier.endpoint()) : &tier.model();
}

}  // namespace tango::service
