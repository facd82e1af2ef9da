// The cascades whose texts are in flight, and the pools that they share.
#pragma once

#include <deque>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "cascade/cascade.h"
#include "model/model.h"
#include "service/scheduler.h"
#include "service/statistics.h"

namespace tango::service {

/// A worker's own things for one model.
struct alignas(64) WorkerSlot {
  std::unique_ptr<model::Workspace> workspace;  ///< Made when needed.
  TierCounts counts;
};

/// What all tiers with the same model share.
struct TierPool {
  const void* key = nullptr;  ///< pool_key() of its tiers.
  std::string model;          ///< The identity of the first tier that has it.
  Pool* pool = nullptr;
  int cascades = 0;              ///< How many share it.
  std::deque<WorkerSlot> slots;  ///< One per worker, and one for other threads, under the lock.
};

struct KnownCascade {
  std::weak_ptr<const cascade::Cascade> cascade;
  std::vector<TierPool*> tiers;
  std::size_t texts = 0;  ///< In flight.
  bool owned = true;      ///< Otherwise it outlives the service.

  [[nodiscard]] bool dead() const { return owned && cascade.expired(); }
};

/// Not thread-safe. What it returns stays in place while a text of the cascade is in flight.
class Cascades {
 public:
  Cascades(Scheduler& scheduler, int workers) : scheduler_(scheduler), workers_(workers) {}

  /// nullptr where it is not known yet.
  [[nodiscard]] KnownCascade* find(const std::shared_ptr<const cascade::Cascade>& cascade);

  /// `limits`: one per tier. Tiers with the same model share a pool.
  KnownCascade& add(const std::shared_ptr<const cascade::Cascade>& cascade,
                    const std::vector<cascade::BatchLimits>& limits);

  /// Forgets the cascades that are no more, and the pools that only they had.
  void forget_dead();

  [[nodiscard]] const std::list<TierPool>& pools() const { return pools_; }

 private:
  [[nodiscard]] TierPool& pool_of(const cascade::Tier& tier, const cascade::BatchLimits& limits,
                                  int depth);

  Scheduler& scheduler_;
  int workers_;
  std::unordered_map<const cascade::Cascade*, KnownCascade> known_;
  std::list<TierPool> pools_;
};

}  // namespace tango::service
