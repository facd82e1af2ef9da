#include "service/cascades.h"

#include <algorithm>

#include "service/pool_key.h"

namespace tango::service {

KnownCascade* Cascades::find(const std::shared_ptr<const cascade::Cascade>& cascade) {
  const auto found = known_.find(cascade.get());
  if (found == known_.end()) return nullptr;
  KnownCascade& known = found->second;
  if (!known.dead()) return &known;
  if (known.texts == 0) return nullptr;  // another one may have been made where a dead one was
  known.cascade = cascade;               // the same one, by another owner
  return &known;
}

KnownCascade& Cascades::add(const std::shared_ptr<const cascade::Cascade>& cascade,
                            const std::vector<cascade::BatchLimits>& limits) {
  forget_dead();
  KnownCascade& known = known_[cascade.get()];
  known.cascade = cascade;
  known.owned = cascade.use_count() > 0;
  for (int tier = 0; tier < cascade->num_tiers(); ++tier) {
    TierPool& pool = pool_of(cascade->tier(tier), limits[static_cast<std::size_t>(tier)], tier);
    ++pool.cascades;
    known.tiers.push_back(&pool);
  }
  return known;
}

TierPool& Cascades::pool_of(const cascade::Tier& tier, const cascade::BatchLimits& limits,
                            int depth) {
  const void* const key = pool_key(tier);
  const auto found = std::ranges::find(pools_, key, &TierPool::key);
  if (found != pools_.end()) return *found;
  TierPool& pool = pools_.emplace_back();
  pool.key = key;
  pool.model = tier.identity();
  pool.slots.resize(static_cast<std::size_t>(workers_) + 1);
  PoolOptions options{.limits = limits, .depth = depth};
  if (tier.endpoint() != nullptr) {
    options.local = false;
    options.max_batches = std::max(1, tier.endpoint()->max_batches());
  }
  pool.pool = &scheduler_.add_pool(options);
  return pool;
}

void Cascades::forget_dead() {
  std::erase_if(known_, [](auto& entry) {
    if (entry.second.texts > 0 || !entry.second.dead()) return false;
    for (TierPool* pool : entry.second.tiers) --pool->cascades;
    return true;
  });
  std::erase_if(pools_, [this](const TierPool& pool) {
    if (pool.cascades > 0) return false;
    scheduler_.remove_pool(*pool.pool);
    return true;
  });
}

}  // namespace tango::service
