#include "evaluate/baseline/oracle.h"

#include <algorithm>
#include <functional>

namespace tango::evaluate {
namespace {

using Texts = std::vector<std::size_t>;

/// Labels of two tiers; deferred texts that are worth the same stand in one list, fastest first.
class LabelOracle {
 public:
  explicit LabelOracle(const RecordedRun& run)
      : run_(run), grading_(run.grading), last_(run.tiers() - 1) {
    const bool one_kind = grading_.metric == task::Metric::kAccuracy || grading_.num_labels != 2;
    for (std::size_t text = 0; text < run.texts(); ++text) {
      const int truth = grading_.truths[text];
      if (grading_.labels[0][text] == truth || grading_.labels[last_][text] != truth) continue;
      (one_kind || truth == 1 ? positives_ : negatives_).push_back(text);
    }
    for (Texts* texts : {&positives_, &negatives_}) {
      std::ranges::stable_sort(*texts, {},
                               [&](std::size_t text) { return run.seconds[last_][text]; });
    }
  }

  [[nodiscard]] Oracle solve() const {
    Oracle oracle;
    oracle.by_count.resize(positives_.size() + negatives_.size() + 1);
    std::vector<bool> known(oracle.by_count.size());
    std::vector<SweepPoint> all;
    RunningScore with_positives(grading_, Texts(run_.texts(), 0));
    double seconds = seconds_of_tier(run_, 0);
    for (std::size_t i = 0; i <= positives_.size(); ++i) {
      if (i > 0) defer(positives_[i - 1], with_positives, seconds);
      RunningScore score = with_positives;
      double both = seconds;
      for (std::size_t j = 0; j <= negatives_.size(); ++j) {
        if (j > 0) defer(negatives_[j - 1], score, both);
        const SweepPoint point{{}, score.value(), both, i + j};
        SweepPoint& best = oracle.by_count[i + j];
        if (!known[i + j] || beats(point, best)) best = point;
        known[i + j] = true;
        all.push_back(point);
      }
    }
    for (std::size_t count = 1; count < oracle.by_count.size(); ++count) {
      if (!beats(oracle.by_count[count], oracle.by_count[count - 1])) {
        oracle.by_count[count] = oracle.by_count[count - 1];
      }
    }
    oracle.by_time = pareto_front(std::move(all));
    return oracle;
  }

 private:
  static bool beats(const SweepPoint& left, const SweepPoint& right) {
    return left.score > right.score || (left.score == right.score && left.seconds < right.seconds);
  }

  void defer(std::size_t text, RunningScore& score, double& seconds) const {
    score.replace(text, 0, last_);
    seconds += run_.seconds[last_][text];
  }

  const RecordedRun& run_;
  const Grading& grading_;
  std::size_t last_;
  Texts positives_;  ///< F-T texts of label 1; all of them where one kind is enough.
  Texts negatives_;
};

/// `worth` more first.
std::vector<SweepPoint> one_after_another(const RecordedRun& run,
                                          const std::function<double(std::size_t)>& worth) {
  const std::size_t last = run.tiers() - 1;
  const auto& credits = run.grading.credits;
  Texts texts;
  for (std::size_t text = 0; text < run.texts(); ++text) {
    if (credits[last][text] > credits[0][text]) texts.push_back(text);
  }
  std::ranges::stable_sort(texts, std::greater{}, worth);
  RunningScore score(run.grading, Texts(run.texts(), 0));
  SweepPoint point{{}, score.value(), seconds_of_tier(run, 0), 0};
  std::vector<SweepPoint> points{point};
  for (const std::size_t text : texts) {
    score.replace(text, 0, last);
    point.score = score.value();
    point.seconds += run.seconds[last][text];
    ++point.deferred;
    points.push_back(point);
  }
  return points;
}

}  // namespace

Oracle oracle(const RecordedRun& run) {
  const RecordedRun two = first_and_last(run);
  if (two.grading.credits.empty()) return LabelOracle(two).solve();
  const auto gain = [&](std::size_t text) {
    return two.grading.credits.back()[text] - two.grading.credits.front()[text];
  };
  const auto gain_a_second = [&](std::size_t text) {
    return gain(text) / std::max(two.seconds.back()[text], 1e-12);
  };
  return {one_after_another(two, gain), one_after_another(two, gain_a_second)};
}

}  // namespace tango::evaluate
