#include "evaluate/threshold_sweep.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>
#include <vector>

#include "cascade/confidence.h"

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

/// Thresholds below 1 of one tier that tell its texts apart, at most `most`, falling, 0 last.
std::vector<float> thresholds_of(std::span<const float> confidences, std::size_t most) {
  std::vector<float> all(confidences.begin(), confidences.end());
  std::ranges::sort(all, std::greater{});
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::vector<float> some;
  const std::size_t wanted = std::clamp<std::size_t>(most, 1, all.size() + 1) - 1;
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

  /// `later`: thresholds of tiers 2, 3 …, all but the last. Down to 0.
  [[nodiscard]] std::vector<LinePoint> points(std::span<const float> later) const {
    const std::vector<std::size_t> rest = tiers_behind_the_first(later);
    RunningScore score(run_.grading, rest);
    LinePoint point{1, score.value(), 0, run_.texts()};
    for (std::size_t text = 0; text < rest.size(); ++text) {
      point.seconds += cumulative_[rest[text]][text];
    }
    std::vector<LinePoint> found;
    if (run_.is_on_the_way(0)) found.push_back(point);
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

}  // namespace

void sweep_thresholds(const RecordedRun& run, std::size_t most_points, SweepKeeper& keeper) {
  const Sweeper sweeper(run);
  const std::size_t later = run.tiers() - 2;
  const double combinations =
      static_cast<double>(most_points) / static_cast<double>(std::max<std::size_t>(1, run.texts()));
  std::vector<std::vector<float>> lists;
  for (std::size_t tier = 1; tier <= later; ++tier) {
    const double of_each = std::max(2.0, std::pow(combinations, 1.0 / static_cast<double>(later)));
    const std::size_t none = run.is_on_the_way(tier) ? 1 : 0;  // accepts nothing
    lists.emplace_back(none, 1.0F);
    const std::vector<float> some =
        thresholds_of(run.confidences[tier], static_cast<std::size_t>(of_each) - none);
    lists.back().insert(lists.back().end(), some.begin(), some.end());
  }
  std::vector<float> chosen;
  for_each_choice(lists, chosen, [&] {
    keeper.keep(sweeper.points(chosen),
                [&](const LinePoint& point) { return whole_point(point, chosen); });
  });
}

}  // namespace tango::evaluate
