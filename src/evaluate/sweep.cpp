#include "evaluate/sweep.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evaluate/class_sweep.h"
#include "evaluate/sweep_keeper.h"
#include "evaluate/threshold_sweep.h"

namespace tango::evaluate {
namespace {

using Tiers = std::vector<std::size_t>;

/// Of more tiers that may be left out not every choice is tried, but those of at most three of
/// them.
constexpr std::size_t kMostTiersTried = 6;

bool has_classes(const RecordedRun& run, const SweepOptions& options) {
  return options.per_class && run.tiers() > 1 && !run.grading.labels.empty();
}

/// Every choice of tiers that ends in the last, the fewest first. What is on the way to the next
/// tier stays: to leave it out saves nothing.
std::vector<Tiers> choices_of_tiers(const RecordedRun& run) {
  Tiers always, optional;
  for (std::size_t tier = 0; tier < run.tiers(); ++tier) {
    const bool stays = tier + 1 == run.tiers() || run.is_on_the_way(tier);
    (stays ? always : optional).push_back(tier);
  }
  const std::size_t most = optional.size() > kMostTiersTried ? 3 : optional.size();
  std::vector<Tiers> choices{{}};  // of the optional ones
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const Tiers chosen = choices[i];
    if (chosen.size() == most) continue;
    for (const std::size_t tier : optional) {
      if (!chosen.empty() && tier <= chosen.back()) continue;
      choices.push_back(chosen);
      choices.back().push_back(tier);
    }
  }
  for (Tiers& chosen : choices) {
    chosen.insert(chosen.end(), always.begin(), always.end());
    std::ranges::sort(chosen);
  }
  return choices;
}

/// Of a cascade of `chosen` alone, as of all its tiers: those that are left out have threshold 1.
SweepPoint of_all_tiers(SweepPoint point, std::span<const std::size_t> chosen,
                        const RecordedRun& run) {
  std::vector<cascade::Threshold> thresholds(run.tiers() - 1, 1.0F);
  for (std::size_t i = 0; i + 1 < chosen.size(); ++i) {
    thresholds[chosen[i]] = std::move(point.thresholds[i]);
  }
  point.thresholds = std::move(thresholds);
  if (chosen.front() > 0) point.deferred = run.texts();
  return point;
}

class ChosenTiersKeeper : public SweepKeeper {
 public:
  ChosenTiersKeeper(const RecordedRun& run, std::span<const std::size_t> chosen,
                    SweepKeeper& keeper)
      : run_(run), chosen_(chosen), keeper_(keeper) {}
  using SweepKeeper::keep;
  void keep(std::span<const LinePoint> points, const Whole& whole) override {
    keeper_.keep(points,
                 [&](const LinePoint& point) { return of_all_tiers(whole(point), chosen_, run_); });
  }

 private:
  const RecordedRun& run_;
  std::span<const std::size_t> chosen_;
  SweepKeeper& keeper_;
};

class AllKeeper : public SweepKeeper {
 public:
  using SweepKeeper::keep;
  void keep(std::span<const LinePoint> points, const Whole& whole) override {
    for (const LinePoint& point : points) found_.push_back(whole(point));
  }
  [[nodiscard]] std::vector<SweepPoint> take() { return std::move(found_); }

 private:
  std::vector<SweepPoint> found_;
};

/// Every choice of tiers, each at all thresholds.
void sweep_all(const RecordedRun& run, const SweepOptions& options, SweepKeeper& keeper) {
  const std::vector<Tiers> choices = choices_of_tiers(run);
  SweepOptions of_each = options;
  of_each.most_points = options.most_points / std::max<std::size_t>(1, choices.size() - 1);
  for (const Tiers& chosen : choices) {
    const RecordedRun some = of_tiers(run, chosen);
    ChosenTiersKeeper own(run, chosen, keeper);
    if (some.tiers() == 1) {
      own.keep({{}, score_of_tier(some, 0), seconds_of_tier(some, 0), 0});
    } else if (has_classes(some, options)) {
      sweep_classes(some, of_each, own);
    } else {
      sweep_thresholds(some, of_each.most_points, own);
    }
  }
}

}  // namespace

std::size_t answering_tier(const RecordedRun& run, std::size_t text,
                           std::span<const cascade::Threshold> thresholds) {
  std::size_t tier = 0;
  while (tier < thresholds.size() && !run.accepts(thresholds[tier], tier, text)) ++tier;
  return tier;
}

SweepPoint served_at(const RecordedRun& run, std::span<const cascade::Threshold> thresholds) {
  SweepPoint point{.thresholds = {thresholds.begin(), thresholds.end()}};
  std::vector<std::size_t> answered_by(run.texts(), 0);
  for (std::size_t text = 0; text < run.texts(); ++text) {
    answered_by[text] = answering_tier(run, text, thresholds);
    for (std::size_t tier = 0; tier <= answered_by[text]; ++tier) {
      point.seconds += run.seconds[tier][text];
    }
    if (answered_by[text] > 0) ++point.deferred;
  }
  point.score = RunningScore(run.grading, answered_by).value();
  return point;
}

SweepPoint cascade_at(const RecordedRun& run, std::span<const cascade::Threshold> thresholds) {
  Tiers chosen;
  for (std::size_t tier = 0; tier < thresholds.size(); ++tier) {
    if (thresholds[tier].lowest() < 1) chosen.push_back(tier);
  }
  chosen.push_back(thresholds.size());
  std::vector<cascade::Threshold> some;
  for (std::size_t i = 0; i + 1 < chosen.size(); ++i) some.push_back(thresholds[chosen[i]]);
  SweepPoint point = of_all_tiers(served_at(of_tiers(run, chosen), some), chosen, run);
  point.thresholds.assign(thresholds.begin(), thresholds.end());
  return point;
}

std::vector<SweepPoint> pareto_front(std::vector<SweepPoint> points) {
  std::ranges::stable_sort(points, [](const SweepPoint& left, const SweepPoint& right) {
    return left.seconds != right.seconds ? left.seconds < right.seconds : left.score > right.score;
  });
  std::vector<SweepPoint> front;
  for (SweepPoint& point : points) {
    if (front.empty() || point.score > front.back().score) front.push_back(std::move(point));
  }
  return front;
}

std::vector<SweepPoint> sweep(const RecordedRun& run, const SweepOptions& options) {
  if (run.tiers() == 2 && !has_classes(run, options)) {
    AllKeeper all;
    sweep_all(run, options, all);
    return all.take();
  }
  FrontKeeper front;
  sweep_all(run, options, front);
  return front.take();
}

std::vector<std::optional<SweepPoint>> fastest_that_keep(const RecordedRun& run,
                                                         std::span<const double> shares,
                                                         const SweepOptions& options) {
  const double score = score_of_tier(run, run.tiers() - 1);
  std::vector<double> wanted;
  for (const double share : shares) wanted.push_back(kept_score(score, share));
  FastestKeeper fastest(std::move(wanted));
  sweep_all(run, options, fastest);
  return fastest.take();
}

std::optional<SweepPoint> fastest_that_keeps(std::span<const SweepPoint> points, double score,
                                             double share) {
  const double wanted = kept_score(score, share);
  std::optional<SweepPoint> fastest;
  for (const SweepPoint& point : points) {
    if (point.score >= wanted && (!fastest || point.seconds < fastest->seconds)) fastest = point;
  }
  return fastest;
}

}  // namespace tango::evaluate
