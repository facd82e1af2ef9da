// What one tier answers to texts, and how long each takes it.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "cascade/batch_limits.h"
#include "cascade/cascade.h"
#include "cascade/request.h"

namespace tango::evaluate {

/// A batch's limit where tokens are not limited.
inline constexpr int kAnyTokens = std::numeric_limits<int>::max();

/// [texts] each.
struct TierRecord {
  std::vector<cascade::Answer> answers;
  std::vector<float> raw_confidences;  ///< At temperature 1.
  /// From text to answer; of a tier that goes on from the one before, from where that left the
  /// text.
  std::vector<double> seconds;
};

/// Where each batch ends when a pool of these limits gives the texts out in their order.
[[nodiscard]] std::vector<std::size_t> batch_ends(const cascade::Tier& tier,
                                                  std::span<const cascade::Request> texts,
                                                  const cascade::BatchLimits& limits);

/// Tiers count from 0. One text after another, on one thread that is bound to the process's first
/// CPU: what an answer takes at batch size 1 (Mamou et al. 2022, table 2).
[[nodiscard]] TierRecord run_one_by_one(const cascade::Cascade& cascade, int tier,
                                        std::span<const cascade::Request> texts);

/// The texts in their order, in batches that end at `ends` (batch_ends), `workers` threads with a
/// batch each (table 3). A batch's time is shared among its texts by their tokens, and
/// divided by the workers: the seconds of all texts are what the whole takes.
[[nodiscard]] TierRecord run_in_batches(const cascade::Cascade& cascade, int tier,
                                        std::span<const cascade::Request> texts,
                                        std::span<const std::size_t> ends, int workers);

}  // namespace tango::evaluate
