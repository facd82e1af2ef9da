// Which batch a tier runs fastest in.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "cascade/cascade.h"
#include "cascade/request.h"

namespace tango::evaluate {

struct BatchRate {
  int batch = 0;  ///< Texts.
  double texts_per_s = 0;
};

struct BatchSearchOptions {
  std::vector<int> batches{1, 2, 4, 8, 16, 32, 64, 128, 256};
  int workers = 1;
  int repeats = 3;  ///< Of which the fastest counts.
};

/// Of each batch of a tier (from 0), on these texts as they come; a batch that is larger than the
/// texts allow (fewer than one a worker) is left out. Calls `watch` before each.
[[nodiscard]] std::vector<BatchRate> throughput_by_batch(const cascade::Cascade& cascade, int tier,
                                                         std::span<const cascade::Request> texts,
                                                         const BatchSearchOptions& options,
                                                         const std::function<void(int)>& watch);

/// The fastest; of those within 1 % of it the smallest, which answers soonest. `rates` not empty.
[[nodiscard]] int best_batch(std::span<const BatchRate> rates);

}  // namespace tango::evaluate
