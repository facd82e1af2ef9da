#include "evaluate/resampling.h"

#include <span>
#include <string>
#include <utility>

#include "base/random.h"
#include "evaluate/random_order.h"

namespace tango::evaluate {

std::vector<Band> bootstrap(const RecordedRun& run, int resamples, std::uint64_t seed,
                            const Statistics& statistics) {
  std::vector<std::vector<double>> values(statistics(run).size());
  std::vector<std::size_t> chosen(run.texts());
  for (int draw = 0; draw < resamples; ++draw) {
    const base::RandomStream stream(seed, "bootstrap " + std::to_string(draw));
    for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = stream.below(i, run.texts());
    const auto found = statistics(run.select(chosen));
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (found[i]) values[i].push_back(*found[i]);
    }
  }
  std::vector<Band> bands;
  bands.reserve(values.size());
  for (std::vector<double>& one : values) bands.push_back(band_of(std::move(one)));
  return bands;
}

std::vector<std::vector<HalfSplit>> half_splits(const RecordedRun& run,
                                                std::span<const double> shares, int count,
                                                std::uint64_t seed, const SweepOptions& options) {
  const std::size_t last = run.tiers() - 1;
  std::vector<std::vector<HalfSplit>> splits(shares.size());
  for (int draw = 0; draw < count; ++draw) {
    const std::vector<std::size_t> order =
        random_order(run.texts(), seed, "half split " + std::to_string(draw));
    const std::span<const std::size_t> texts(order);
    const RecordedRun tune = run.select(texts.first(texts.size() / 2));
    const RecordedRun report = run.select(texts.subspan(texts.size() / 2));
    const double whole = score_of_tier(report, last);
    const auto chosen = fastest_that_keep(tune, shares, options);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (!chosen[i]) continue;
      const SweepPoint point = cascade_at(report, chosen[i]->thresholds);
      splits[i].push_back({chosen[i]->thresholds, whole == 0 ? 0 : point.score / whole,
                           seconds_of_tier(report, last) / point.seconds});
    }
  }
  return splits;
}

std::vector<std::optional<double>> speedups_at(const RecordedRun& run,
                                               std::span<const double> shares,
                                               const SweepOptions& options) {
  std::vector<std::optional<double>> speedups;
  for (const auto& point : fastest_that_keep(run, shares, options)) {
    speedups.push_back(!point || point->seconds <= 0
                           ? std::nullopt
                           : std::optional(seconds_of_tier(run, run.tiers() - 1) / point->seconds));
  }
  return speedups;
}

}  // namespace tango::evaluate
