#include "evaluate/class_sweep.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <vector>

#include "evaluate/threshold_sweep.h"

namespace tango::evaluate {
namespace {

/// [tiers - 1][labels]
using ClassThresholds = std::vector<std::vector<float>>;

std::vector<cascade::Threshold> thresholds_from(const ClassThresholds& values) {
  std::vector<cascade::Threshold> thresholds;
  for (const std::vector<float>& tier : values) thresholds.emplace_back(tier);
  return thresholds;
}

class ClassSweeper {
 public:
  ClassSweeper(const RecordedRun& run, SweepKeeper& keeper)
      : run_(run),
        keeper_(keeper),
        gates_(run.tiers() - 1),
        labels_(static_cast<std::size_t>(run.grading.num_labels)),
        cumulative_(cumulative_seconds(run)),
        order_(gates_, std::vector<std::vector<std::size_t>>(labels_)) {
    for (std::size_t tier = 0; tier < gates_; ++tier) {
      for (std::size_t text = 0; text < run.texts(); ++text) {
        order_[tier][static_cast<std::size_t>(run.predicted(tier, text))].push_back(text);
      }
      for (std::vector<std::size_t>& texts : order_[tier]) {
        std::ranges::stable_sort(texts, std::greater{},
                                 [&](std::size_t text) { return run.confidences[tier][text]; });
      }
    }
  }

  /// Every pair of thresholds of the first two labels of the first tier.
  void sweep_pairs(std::size_t most_points) {
    ClassThresholds thresholds(1, std::vector<float>(labels_, 1));
    const std::vector<LinePoint> first = line(thresholds, 0, 0);
    const std::size_t others = order_[0][1].size() + 1;
    // At least the first and the last.
    const std::size_t steps =
        std::min(first.size() - 1, std::max<std::size_t>(1, most_points / others));
    for (std::size_t i = 0; i <= steps; ++i) {
      thresholds[0][0] = first[steps == 0 ? 0 : i * (first.size() - 1) / steps].threshold;
      keep(line(thresholds, 0, 1), thresholds, 0, 1);
    }
  }

  /// Of score - price · seconds the best that changes of one threshold lead to from `start`.
  void climb(const SweepPoint& start, double price) {
    constexpr int kMostRounds = 10;
    ClassThresholds thresholds;
    for (const cascade::Threshold& one : start.thresholds) {
      thresholds.emplace_back(labels_, one.of(0));
    }
    double best = start.score - price * start.seconds;
    for (int round = 0; round < kMostRounds; ++round) {
      const double before = best;
      for (std::size_t tier = 0; tier < gates_; ++tier) {
        for (std::size_t label = 0; label < labels_; ++label) {
          const std::vector<LinePoint> points = line(thresholds, tier, label);
          keep(points, thresholds, tier, label);
          for (const LinePoint& point : points) {
            if (point.threshold >= 1 && is_left_out(thresholds, tier, label)) continue;
            const double value = point.score - price * point.seconds;
            if (value <= best) continue;
            best = value;
            thresholds[tier][label] = point.threshold;
          }
        }
      }
      if (best <= before) return;
    }
  }

  [[nodiscard]] std::size_t gates() const { return gates_ * labels_; }

 private:
  /// Whether the tier is better left out if this label accepts nothing, either.
  [[nodiscard]] bool is_left_out(const ClassThresholds& thresholds, std::size_t tier,
                                 std::size_t label) const {
    for (std::size_t other = 0; other < labels_; ++other) {
      if (other != label && thresholds[tier][other] < 1) return false;
    }
    return !run_.is_on_the_way(tier);
  }

  /// From threshold 1 of this tier and label down to 0.
  [[nodiscard]] std::vector<LinePoint> line(const ClassThresholds& thresholds, std::size_t tier,
                                            std::size_t label) const {
    ClassThresholds closed = thresholds;
    closed[tier][label] = 1;
    const std::vector<cascade::Threshold> others = thresholds_from(closed);
    std::vector<std::size_t> answers(run_.texts());
    LinePoint point{1, 0, 0, 0};
    for (std::size_t text = 0; text < answers.size(); ++text) {
      answers[text] = answering_tier(run_, text, others);
      point.seconds += cumulative_[answers[text]][text];
      point.deferred += answers[text] > 0 ? 1 : 0;
    }
    RunningScore score(run_.grading, answers);
    point.score = score.value();
    std::vector<LinePoint> found{point};
    const std::vector<std::size_t>& texts = order_[tier][label];
    const std::vector<float>& confidences = run_.confidences[tier];
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::size_t text = texts[i];
      if (answers[text] > tier) {  // else an earlier tier answers it
        score.replace(text, answers[text], tier);
        point.seconds -= cumulative_[answers[text]][text] - cumulative_[tier][text];
        point.deferred -= tier == 0 ? 1 : 0;
      }
      const bool is_last = i + 1 == texts.size();
      if (!is_last && confidences[texts[i + 1]] == confidences[text]) continue;
      // At 1 nothing is accepted; just below it, what is entirely sure.
      point.threshold = is_last ? 0 : std::min(confidences[text], std::nextafter(1.0F, 0.0F));
      point.score = score.value();
      found.push_back(point);
    }
    return found;
  }

  void keep(const std::vector<LinePoint>& points, ClassThresholds thresholds, std::size_t tier,
            std::size_t label) {
    const std::size_t begin = is_left_out(thresholds, tier, label) ? 1 : 0;
    keeper_.keep(std::span(points).subspan(begin), [&](const LinePoint& point) {
      thresholds[tier][label] = point.threshold;
      return SweepPoint{thresholds_from(thresholds), point.score, point.seconds, point.deferred};
    });
  }

  const RecordedRun& run_;
  SweepKeeper& keeper_;
  std::size_t gates_;
  std::size_t labels_;
  std::vector<std::vector<double>> cumulative_;  ///< [tiers x texts]: of a tier and all before it.
  /// [tiers - 1][labels] Texts of which the tier predicts the label, the surest first.
  std::vector<std::vector<std::vector<std::size_t>>> order_;
};

/// Of one second, in score; around what the whole cascade gains a second.
std::vector<double> prices(std::span<const SweepPoint> front, std::size_t most) {
  const double seconds = front.back().seconds - front.front().seconds;
  const double score = front.back().score - front.front().score;
  if (seconds <= 0 || score <= 0) return {0};
  constexpr double kOctaves = 8;
  std::vector<double> found;
  for (std::size_t i = 0; i < most; ++i) {
    const double place = static_cast<double>(i) / static_cast<double>(most - 1) - 0.5;
    found.push_back(score / seconds * std::exp2(2 * kOctaves * place));
  }
  return found;
}

}  // namespace

void sweep_classes(const RecordedRun& run, const SweepOptions& options, SweepKeeper& keeper) {
  FrontKeeper front;
  sweep_thresholds(run, options.most_points, front);
  const std::vector<SweepPoint> one = front.take();
  for (const SweepPoint& point : one) keeper.keep(point);
  ClassSweeper sweeper(run, keeper);
  if (run.tiers() == 2 && run.grading.num_labels == 2) {
    sweeper.sweep_pairs(options.most_points);
  } else {
    constexpr std::size_t kMostPrices = 33;
    constexpr std::size_t kRounds = 4;  // about, of a climb
    const std::size_t points = sweeper.gates() * run.texts() * kRounds;
    const std::size_t count = std::clamp<std::size_t>(
        options.most_points / std::max<std::size_t>(1, points), 3, kMostPrices);
    for (const double price : prices(one, count)) {
      const auto start = std::ranges::max_element(
          one, {}, [&](const SweepPoint& point) { return point.score - price * point.seconds; });
      sweeper.climb(*start, price);
    }
  }
}

}  // namespace tango::evaluate
