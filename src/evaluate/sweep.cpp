#include "evaluate/sweep.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "cascade/confidence.h"
#include "evaluate/class_sweep.h"
#include "evaluate/sweep_keeper.h"

namespace tango::evaluate {
namespace {

/// Texts, the surest first.
std::vector<std::size_t> surest_first(std::span<const float> confidences) {
  std::vector<std::size_t> order(confidences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{},
                           [&](std::size_t text) { return confidences[text]; });
  return order;
}

/// Thresholds of one tier that tell its texts apart, at most `most`, 1 first and 0 last.
std::vector<float> thresholds_of(std::span<const float> confidences, std::size_t most) {
  std::vector<float> all(confidences.begin(), confidences.end());
  std::ranges::sort(all, std::greater{});
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::vector<float> some{1};
  const std::size_t wanted = std::clamp<std::size_t>(most, 2, all.size() + 2) - 2;
  for (std::size_t i = 0; i < wanted; ++i) {
    const float threshold = all[i * all.size() / wanted];
    if (threshold < 1) some.push_back(threshold);
  }
  some.push_back(0);
  return some;
}

/// One choice of thresholds behind the first tier, and the first tier's at every value before it.
class Sweeper {
 public:
  explicit Sweeper(const RecordedRun& run)
      : run_(run),
        order_(surest_first(run.confidences.front())),
        cumulative_(cumulative_seconds(run)) {}

  /// `later`: thresholds of tiers 2, 3 …, all but the last. From threshold 1 down to 0.
  [[nodiscard]] std::vector<LinePoint> points(std::span<const float> later) const {
    const std::vector<std::size_t> rest = tiers_behind_the_first(later);
    RunningScore score(run_.grading, rest);
    LinePoint point{1, score.value(), 0, run_.texts()};
    for (std::size_t text = 0; text < rest.size(); ++text) {
      point.seconds += cumulative_[rest[text]][text];
    }
    std::vector<LinePoint> found{point};
    const std::vector<float>& confidences = run_.confidences.front();
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const std::size_t text = order_[i];
      score.replace(text, rest[text], 0);
      point.seconds -= cumulative_[rest[text]][text] - cumulative_[0][text];
      --point.deferred;
      const bool is_last = i + 1 == order_.size();
      point.threshold = is_last ? 0 : confidences[text];
      if (point.threshold >= 1 || (!is_last && confidences[order_[i + 1]] == point.threshold)) {
        continue;
      }
      point.score = score.value();
      found.push_back(point);
    }
    return found;
  }

 private:
  [[nodiscard]] std::vector<std::size_t> tiers_behind_the_first(
      std::span<const float> later) const {
    std::vector<std::size_t> rest(run_.texts(), later.size() + 1);
    for (std::size_t tier = later.size(); tier > 0; --tier) {
      for (std::size_t text = 0; text < rest.size(); ++text) {
        if (cascade::answers(run_.confidences[tier][text], later[tier - 1])) rest[text] = tier;
      }
    }
    return rest;
  }

  const RecordedRun& run_;
  std::vector<std::size_t> order_;
  std::vector<std::vector<double>> cumulative_;  ///< [tiers x texts]: of a tier and all before it.
};

SweepPoint whole_point(const LinePoint& first, std::span<const float> later) {
  SweepPoint point{{first.threshold}, first.score, first.seconds, first.deferred};
  point.thresholds.insert(point.thresholds.end(), later.begin(), later.end());
  return point;
}

/// Every choice of one value a list.
void for_each_choice(std::span<const std::vector<float>> lists, std::vector<float>& chosen,
                     const std::function<void()>& visit) {
  if (chosen.size() == lists.size()) return visit();
  for (const float threshold : lists[chosen.size()]) {
    chosen.push_back(threshold);
    for_each_choice(lists, chosen, visit);
    chosen.pop_back();
  }
}

/// All that two tiers and more do with one threshold each for every class.
void sweep_thresholds(const RecordedRun& run, std::size_t most_points, SweepKeeper& keeper) {
  const Sweeper sweeper(run);
  const std::size_t later = run.tiers() - 2;
  const double combinations =
      static_cast<double>(most_points) / static_cast<double>(std::max<std::size_t>(1, run.texts()));
  std::vector<std::vector<float>> lists;
  for (std::size_t tier = 1; tier <= later; ++tier) {
    const auto of_each =
        static_cast<std::size_t>(std::pow(combinations, 1.0 / static_cast<double>(later)));
    lists.push_back(thresholds_of(run.confidences[tier], of_each));
  }
  std::vector<float> chosen;
  for_each_choice(lists, chosen, [&] {
    keeper.keep(sweeper.points(chosen),
                [&](const LinePoint& point) { return whole_point(point, chosen); });
  });
}

bool has_classes(const RecordedRun& run, const SweepOptions& options) {
  return options.per_class && run.tiers() > 1 && !run.grading.labels.empty();
}

SweepPoint only_point(const RecordedRun& run) {
  return {{}, score_of_tier(run, 0), seconds_of_tier(run, 0), 0};
}

}  // namespace

std::size_t answering_tier(const RecordedRun& run, std::size_t text,
                           std::span<const cascade::Threshold> thresholds) {
  std::size_t tier = 0;
  while (tier < thresholds.size() && !run.accepts(thresholds[tier], tier, text)) ++tier;
  return tier;
}

SweepPoint cascade_at(const RecordedRun& run, std::span<const cascade::Threshold> thresholds) {
  SweepPoint point{{thresholds.begin(), thresholds.end()}, 0, 0, 0};
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
  if (run.tiers() == 1) return {only_point(run)};
  FrontKeeper front;
  if (has_classes(run, options)) {
    sweep_classes(run, options, front);
  } else if (run.tiers() == 2) {
    std::vector<SweepPoint> found;
    for (const LinePoint& point : Sweeper(run).points({})) found.push_back(whole_point(point, {}));
    return found;
  } else {
    sweep_thresholds(run, options.most_points, front);
  }
  return front.take();
}

std::vector<std::optional<SweepPoint>> fastest_that_keep(const RecordedRun& run,
                                                         std::span<const double> shares,
                                                         const SweepOptions& options) {
  const double score = score_of_tier(run, run.tiers() - 1);
  std::vector<double> wanted;
  for (const double share : shares) wanted.push_back(kept_score(score, share));
  FastestKeeper fastest(std::move(wanted));
  if (run.tiers() == 1) {
    fastest.keep(only_point(run));
  } else if (has_classes(run, options)) {
    sweep_classes(run, options, fastest);
  } else {
    sweep_thresholds(run, options.most_points, fastest);
  }
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
