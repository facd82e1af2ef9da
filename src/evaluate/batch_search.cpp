#include "evaluate/batch_search.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "evaluate/tier_recorder.h"

namespace tango::evaluate {

std::string to_string(const cascade::BatchLimits& limits) {
  return limits.tokens == kAnyTokens ? fmt::format("{} texts", limits.texts)
                                     : fmt::format("{} tokens", limits.tokens);
}

std::vector<BatchRate> throughput_by_batch(const cascade::Cascade& cascade, int tier,
                                           std::span<const cascade::Request> texts,
                                           const BatchSearchOptions& options,
                                           const std::function<void(const std::string&)>& watch) {
  std::vector<BatchRate> rates;
  const auto try_limits = [&](const cascade::BatchLimits& limits) {
    const std::vector<std::size_t> ends = batch_ends(cascade.tier(tier), texts, limits);
    if (!rates.empty() && ends.size() < static_cast<std::size_t>(options.workers)) return;
    watch(to_string(limits));
    double fastest = 0;
    for (int turn = 0; turn < options.repeats; ++turn) {
      const TierRecord record = run_in_batches(cascade, tier, texts, ends, options.workers);
      const double seconds = std::accumulate(record.seconds.begin(), record.seconds.end(), 0.0);
      fastest = std::max(fastest, static_cast<double>(texts.size()) / seconds);
    }
    rates.push_back(
        {limits, static_cast<double>(texts.size()) / static_cast<double>(ends.size()), fastest});
  };
  for (const int batch : options.batches) try_limits({.texts = batch, .tokens = kAnyTokens});
  for (const int budget : options.token_budgets) try_limits({.texts = kAnyTexts, .tokens = budget});
  return rates;
}

const BatchRate& best_batch(std::span<const BatchRate> rates) {
  const double fastest = std::ranges::max_element(rates, {}, &BatchRate::texts_per_s)->texts_per_s;
  const auto rank = [&](const BatchRate& rate) {  // those that are fast enough first
    return std::pair(rate.texts_per_s < 0.99 * fastest, rate.texts_per_batch);
  };
  return *std::ranges::min_element(rates, {}, rank);
}

}  // namespace tango::evaluate
