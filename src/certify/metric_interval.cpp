#include "certify/metric_interval.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "base/random.h"
#include "reading/answer_score.h"

namespace tango::certify {
namespace {

constexpr int kResamples = 2000;
constexpr double kOutside = 0.025;  // on each side
constexpr std::uint64_t kBootstrapSeed = 0;

using Groups = std::vector<std::vector<std::size_t>>;  // rows

/// What the metric is of the rows of these groups, drawn with replacement.
struct Values {
  double cascade = 0;
  double last = 0;
};

/// Grades rows, and says what the metric is of some of them.
class Grading {
 public:
  Grading(const Sample& sample, const TierOutputs& outputs,
          std::span<const cascade::Threshold> thresholds, task::Metric metric, int num_labels)
      : sample_(sample),
        outputs_(outputs),
        thresholds_(thresholds),
        metric_(metric),
        num_labels_(num_labels) {}

  [[nodiscard]] Values of(const Groups& groups, std::span<const std::size_t> drawn) {
    return num_labels_ > 0 ? of_labels(groups, drawn) : of_spans(groups, drawn);
  }

 private:
  [[nodiscard]] Values of_labels(const Groups& groups, std::span<const std::size_t> drawn) const {
    task::ConfusionMatrix cascade(num_labels_);
    task::ConfusionMatrix last(num_labels_);
    for (const std::size_t group : drawn) {
      for (const std::size_t row : groups[group]) {
        const std::size_t text = sample_.rows[row];
        const std::size_t tier = answering_tier(outputs_, text, thresholds_);
        cascade.add(sample_.truths[row], static_cast<int>(outputs_.answers[tier][text]));
        last.add(sample_.truths[row], static_cast<int>(outputs_.answers.back()[text]));
      }
    }
    return {value_of(metric_, cascade), value_of(metric_, last)};
  }

  [[nodiscard]] Values of_spans(const Groups& groups, std::span<const std::size_t> drawn) {
    Values sums;
    double rows = 0;
    for (const std::size_t group : drawn) {
      for (const std::size_t row : groups[group]) {
        const Values& one = f1_of(row);
        sums.cascade += one.cascade;
        sums.last += one.last;
        ++rows;
      }
    }
    return {sums.cascade / rows, sums.last / rows};
  }

  const Values& f1_of(std::size_t row) {
    const auto [place, is_new] = f1_.try_emplace(row);
    if (is_new) {
      const std::size_t text = sample_.rows[row];
      const std::size_t tier = answering_tier(outputs_, text, thresholds_);
      const auto score = [&](const std::vector<std::string>& spans) {
        return reading::score_answer(spans[text], sample_.spans[row]).f1;
      };
      place->second = {score(outputs_.spans[tier]), score(outputs_.spans.back())};
    }
    return place->second;
  }

  const Sample& sample_;
  const TierOutputs& outputs_;
  std::span<const cascade::Threshold> thresholds_;
  task::Metric metric_;
  int num_labels_;
  std::unordered_map<std::size_t, Values> f1_;  ///< By row.
};

Groups groups_of(const Sample& sample, std::span<const std::size_t> rows) {
  std::map<std::int64_t, std::vector<std::size_t>> by_number;
  for (const std::size_t row : rows) by_number[sample.groups[row]].push_back(row);
  Groups groups;
  for (auto& [number, group] : by_number) groups.push_back(std::move(group));
  return groups;
}

}  // namespace

MetricInterval metric_interval(const Sample& sample, const TierOutputs& outputs,
                               std::span<const cascade::Threshold> thresholds,
                               std::span<const std::size_t> rows, task::Metric metric,
                               int num_labels) {
  const Groups groups = groups_of(sample, rows);
  std::vector<std::size_t> drawn(groups.size());
  std::iota(drawn.begin(), drawn.end(), std::size_t{0});
  Grading grading(sample, outputs, thresholds, metric, num_labels);
  const Values all = grading.of(groups, drawn);
  const base::RandomStream random(kBootstrapSeed, "bootstrap");
  std::vector<double> gains;
  for (std::uint64_t resample = 0; resample < kResamples; ++resample) {
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      drawn[i] = random.below(resample * drawn.size() + i, groups.size());
    }
    const Values values = grading.of(groups, drawn);
    gains.push_back(values.cascade - values.last);
  }
  std::ranges::sort(gains);
  const auto place = static_cast<std::size_t>(kOutside * kResamples);
  return {.cascade = all.cascade,
          .last = all.last,
          .low = gains[place],
          .high = gains[gains.size() - 1 - place],
          .resamples = kResamples};
}

}  // namespace tango::certify
