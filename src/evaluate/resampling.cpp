#include "evaluate/resampling.h"

#include <span>
#include <string>

#include "base/random.h"
#include "evaluate/random_order.h"

namespace tango::evaluate {

Band bootstrap(const RecordedRun& run, int resamples, std::uint64_t seed,
               const Statistic& statistic) {
  std::vector<double> values;
  std::vector<std::size_t> chosen(run.texts());
  for (int draw = 0; draw < resamples; ++draw) {
    const base::RandomStream stream(seed, "bootstrap " + std::to_string(draw));
    for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = stream.below(i, run.texts());
    if (const auto value = statistic(run.select(chosen))) values.push_back(*value);
  }
  return band_of(std::move(values));
}

std::vector<HalfSplit> half_splits(const RecordedRun& run, double share, int count,
                                   std::uint64_t seed, const SweepOptions& options) {
  const std::size_t last = run.tiers() - 1;
  std::vector<HalfSplit> splits;
  for (int draw = 0; draw < count; ++draw) {
    const std::vector<std::size_t> order =
        random_order(run.texts(), seed, "half split " + std::to_string(draw));
    const std::span<const std::size_t> texts(order);
    const RecordedRun tune = run.select(texts.first(texts.size() / 2));
    const RecordedRun report = run.select(texts.subspan(texts.size() / 2));
    const auto chosen = fastest_that_keeps(sweep(tune, options), score_of_tier(tune, last), share);
    if (!chosen) continue;
    const SweepPoint point = cascade_at(report, chosen->thresholds);
    const double whole = score_of_tier(report, last);
    splits.push_back({chosen->thresholds, whole == 0 ? 0 : point.score / whole,
                      seconds_of_tier(report, last) / point.seconds});
  }
  return splits;
}

std::optional<double> speedup_at(const RecordedRun& run, double share,
                                 const SweepOptions& options) {
  const std::size_t last = run.tiers() - 1;
  const auto point = fastest_that_keeps(sweep(run, options), score_of_tier(run, last), share);
  if (!point || point->seconds <= 0) return std::nullopt;
  return seconds_of_tier(run, last) / point->seconds;
}

}  // namespace tango::evaluate
