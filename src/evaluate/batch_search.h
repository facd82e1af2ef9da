// Which batch a tier runs fastest in.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "cascade/batch_limits.h"
#include "cascade/cascade.h"
#include "cascade/request.h"

namespace tango::evaluate {

struct BatchRate {
  cascade::BatchLimits limits;  ///< By texts (tokens: kAnyTokens) or by tokens (texts: kAnyTexts).
  double texts_per_batch = 0;   ///< The mean.
  double texts_per_s = 0;
};

/// A batch's limit where texts are not limited.
inline constexpr int kAnyTexts = 1 << 20;

struct BatchSearchOptions {
  std::vector<int> batches{1, 2, 4, 8, 16, 32, 64, 128, 256};
  std::vector<int> token_budgets{128, 256, 512, 1024, 2048, 4096, 8192};
  int workers = 1;
  int repeats = 3;  ///< Of which the fastest counts.
};

/// Of each number of texts and each budget of tokens, on these texts as they come, for a tier (from
/// 0). A batch that is larger than the texts allow (fewer than one per worker) is left out, but for
/// the first. Calls `watch` before each, with what it is ("8 texts").
[[nodiscard]] std::vector<BatchRate> throughput_by_batch(
    const cascade::Cascade& cascade, int tier, std::span<const cascade::Request> texts,
    const BatchSearchOptions& options, const std::function<void(const std::string&)>& watch);

/// The fastest; of those within 1 % of it the smallest, which answers soonest. `rates` not empty.
[[nodiscard]] const BatchRate& best_batch(std::span<const BatchRate> rates);

/// "8 texts", "512 tokens".
[[nodiscard]] std::string to_string(const cascade::BatchLimits& limits);

}  // namespace tango::evaluate
