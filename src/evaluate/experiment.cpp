#include "evaluate/experiment.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "evaluate/error_analysis.h"
#include "evaluate/resampling.h"

namespace tango::evaluate {
namespace {

/// Three tiers are swept a thousand times: a hundred thresholds of the second are enough there.
constexpr std::size_t kPointsOfAResample = 200'000;
constexpr std::size_t kClassPointsOfAResample = 50'000;

Times medians(const std::vector<Times>& repeats) {
  Times result = repeats.front();
  std::vector<double> values(repeats.size());
  for (std::size_t tier = 0; tier < result.size(); ++tier) {
    for (std::size_t text = 0; text < result[tier].size(); ++text) {
      for (std::size_t i = 0; i < repeats.size(); ++i) values[i] = repeats[i][tier][text];
      result[tier][text] = band_of(values).median;
    }
  }
  return result;
}

/// Of the whole cascade at these thresholds, in each repeat.
void add_spread(const Setting& setting, PointAt point_at, SpeedupAt& found) {
  std::vector<double> speedups;
  RecordedRun run = setting.typical;
  const std::size_t last = run.tiers() - 1;
  for (const Times& times : setting.repeats) {
    run.seconds = times;
    speedups.push_back(seconds_of_tier(run, last) / point_at(run, found.point.thresholds).seconds);
  }
  const auto count = static_cast<double>(speedups.size());
  found.mean = std::accumulate(speedups.begin(), speedups.end(), 0.0) / count;
  double squares = 0;
  for (const double speedup : speedups) squares += (speedup - found.mean) * (speedup - found.mean);
  found.deviation = speedups.size() > 1 ? std::sqrt(squares / (count - 1)) : 0;
}

}  // namespace

Setting make_setting(std::string name, RecordedRun answers, std::vector<Times> repeats) {
  answers.seconds = medians(repeats);
  return {std::move(name), std::move(answers), std::move(repeats)};
}

std::optional<SpeedupAt> speedup_of_repeats(const Setting& setting,
                                            std::span<const SweepPoint> points, double share) {
  const RecordedRun& run = setting.typical;
  auto point = fastest_that_keeps(points, score_of_tier(run, run.tiers() - 1), share);
  if (!point) return std::nullopt;
  SpeedupAt found{.share = share, .point = *std::move(point)};
  add_spread(setting, cascade_at, found);
  return found;
}

SpeedupAt at_thresholds(const Setting& setting, std::span<const cascade::Threshold> thresholds,
                        PointAt point_at) {
  SpeedupAt found{.point = point_at(setting.typical, thresholds)};
  add_spread(setting, point_at, found);
  return found;
}

Resampled resample(const RecordedRun& run, std::span<const double> shares, int resamples,
                   std::uint64_t seed) {
  const std::size_t sweeps = run.tiers() < 2 ? 0 : run.grading.labels.empty() ? 1 : 2;
  const std::vector<Band> bands = bootstrap(run, resamples, seed, [&](const RecordedRun& drawn) {
    std::vector<std::optional<double>> found;
    for (std::size_t tier = 0; tier < drawn.tiers(); ++tier) {
      found.emplace_back(score_of_tier(drawn, tier));
    }
    for (std::size_t i = 0; i < sweeps; ++i) {
      const auto more =
          speedups_at(drawn, shares,
                      {.most_points = i == 1 ? kClassPointsOfAResample : kPointsOfAResample,
                       .per_class = i == 1});
      found.insert(found.end(), more.begin(), more.end());
    }
    return found;
  });
  Resampled found;
  std::span<const Band> rest(bands);
  const auto take = [&rest](std::vector<Band>& part, std::size_t count) {
    part.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count));
    rest = rest.subspan(count);
  };
  take(found.scores, run.tiers());
  if (sweeps > 0) take(found.speedups, shares.size());
  if (sweeps > 1) take(found.class_speedups, shares.size());
  return found;
}

std::vector<GroupDeferral> deferral_by(const RecordedRun& run, const cascade::Threshold& threshold,
                                       std::span<const int> groups,
                                       std::span<const std::string> names) {
  std::vector<GroupDeferral> found;
  for (const std::string& name : names) found.push_back({.name = name});
  for (std::size_t text = 0; text < run.texts(); ++text) {
    GroupDeferral& group = found[static_cast<std::size_t>(groups[text])];
    ++group.texts;
    if (!run.accepts(threshold, 0, text)) ++group.deferred;
  }
  return found;
}

std::vector<std::size_t> answered_worse(const RecordedRun& run,
                                        std::span<const cascade::Threshold> thresholds) {
  std::vector<std::size_t> found;
  for (std::size_t text = 0; text < run.texts(); ++text) {
    const std::size_t tier = answering_tier(run, text, thresholds);
    double best = 0;
    for (std::size_t other = 0; other < run.tiers(); ++other) {
      best = std::max(best, credit_of(run.grading, other, text));
    }
    if (credit_of(run.grading, tier, text) < best) found.push_back(text);
  }
  return found;
}

std::vector<SweepPoint> thinned(std::span<const SweepPoint> points, std::size_t most) {
  if (points.size() <= most || most < 2) return {points.begin(), points.end()};
  std::vector<SweepPoint> some;
  some.reserve(most);
  for (std::size_t i = 0; i < most; ++i) {
    some.push_back(points[i * (points.size() - 1) / (most - 1)]);
  }
  return some;
}

}  // namespace tango::evaluate
