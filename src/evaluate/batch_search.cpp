#include "evaluate/batch_search.h"

#include <algorithm>
#include <numeric>

#include "evaluate/tier_recorder.h"

namespace tango::evaluate {

std::vector<BatchRate> throughput_by_batch(const cascade::Cascade& cascade, int tier,
                                           std::span<const cascade::Request> texts,
                                           const BatchSearchOptions& options,
                                           const std::function<void(int)>& watch) {
  std::vector<BatchRate> rates;
  for (const int batch : options.batches) {
    const auto needed = static_cast<std::size_t>(batch) * static_cast<std::size_t>(options.workers);
    if (!rates.empty() && needed > texts.size()) break;
    watch(batch);
    double fastest = 0;
    for (int turn = 0; turn < options.repeats; ++turn) {
      const TierRecord record = run_in_batches(cascade, tier, texts, batch, options.workers);
      const double seconds = std::accumulate(record.seconds.begin(), record.seconds.end(), 0.0);
      fastest = std::max(fastest, static_cast<double>(texts.size()) / seconds);
    }
    rates.push_back({batch, fastest});
  }
  return rates;
}

int best_batch(std::span<const BatchRate> rates) {
  const auto fastest = std::ranges::max_element(rates, {}, &BatchRate::texts_per_s);
  const auto enough = std::ranges::find_if(
      rates, [&](const BatchRate& one) { return one.texts_per_s >= 0.99 * fastest->texts_per_s; });
  return enough->batch;
}

}  // namespace tango::evaluate
