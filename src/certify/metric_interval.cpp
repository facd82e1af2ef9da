#include "certify/metric_interval.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "base/random.h"
#include "reading/answer_score.h"

namespace tango::certify {
namespace {

constexpr int kResamples = 2000;
constexpr double kOutside = 0.025;  // on each side
constexpr std::uint64_t kBootstrapSeed = 0;

struct Values {
  double cascade = 0;
  double last = 0;
};

/// One row: of labels what is right and what is answered, of questions the answers' F1.
struct Graded {
  int truth = 0;
  int cascade = 0;
  int last = 0;
  Values f1;
};

using Groups = std::vector<std::vector<Graded>>;

Graded graded(const Sample& sample, const TierOutputs& outputs,
              std::span<const cascade::Threshold> thresholds, std::size_t row, bool of_labels) {
  const std::size_t text = sample.rows[row];
  const std::size_t tier = answering_tier(outputs, text, thresholds);
  if (of_labels) {
    return {.truth = sample.truths[row],
            .cascade = static_cast<int>(outputs.answers[tier][text]),
            .last = static_cast<int>(outputs.answers.back()[text])};
  }
  const auto f1_of = [&](const std::vector<std::string>& spans) {
    return reading::score_answer(spans[text], sample.spans[row]).f1;
  };
  return {.f1 = {.cascade = f1_of(outputs.spans[tier]), .last = f1_of(outputs.spans.back())}};
}

/// Of the rows of these groups. `num_labels` 0: of questions.
Values values_of(const Groups& groups, std::span<const std::size_t> drawn, task::Metric metric,
                 int num_labels) {
  task::ConfusionMatrix cascade(std::max(1, num_labels));
  task::ConfusionMatrix last(std::max(1, num_labels));
  Values f1;
  double rows = 0;
  for (const std::size_t group : drawn) {
    for (const Graded& one : groups[group]) {
      cascade.add(one.truth, one.cascade);
      last.add(one.truth, one.last);
      f1.cascade += one.f1.cascade;
      f1.last += one.f1.last;
      ++rows;
    }
  }
  if (num_labels == 0) return {f1.cascade / rows, f1.last / rows};
  return {value_of(metric, cascade), value_of(metric, last)};
}

}  // namespace

MetricInterval metric_interval(const Sample& sample, const TierOutputs& outputs,
                               std::span<const cascade::Threshold> thresholds,
                               std::span<const std::size_t> rows, task::Metric metric,
                               int num_labels) {
  std::map<std::int64_t, std::vector<Graded>> by_number;
  for (const std::size_t row : rows) {
    by_number[sample.groups[row]].push_back(
        graded(sample, outputs, thresholds, row, num_labels > 0));
  }
  Groups groups;
  for (auto& [number, group] : by_number) groups.push_back(std::move(group));
  std::vector<std::size_t> drawn(groups.size());
  std::iota(drawn.begin(), drawn.end(), std::size_t{0});
  const Values all = values_of(groups, drawn, metric, num_labels);
  const base::RandomStream random(kBootstrapSeed, "bootstrap");
  std::vector<double> gains;
  for (std::uint64_t resample = 0; resample < kResamples; ++resample) {
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      drawn[i] = random.below(resample * drawn.size() + i, groups.size());
    }
    const Values values = values_of(groups, drawn, metric, num_labels);
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
