#include "certify/metric_interval.h"

#include <algorithm>
#include <map>

#include "base/random.h"

namespace tango::certify {
namespace {

constexpr int kResamples = 2000;
constexpr double kOutside = 0.025;  // on each side
constexpr std::uint64_t kBootstrapSeed = 0;

/// One row's right answer, and what it gets.
struct Graded {
  int truth = 0;
  int cascade = 0;
  int last = 0;
};

double gain_of(std::span<const std::vector<Graded>> groups, std::span<const std::size_t> drawn,
               task::Metric metric, int num_labels, MetricInterval& values) {
  task::ConfusionMatrix cascade(num_labels);
  task::ConfusionMatrix last(num_labels);
  for (const std::size_t group : drawn) {
    for (const Graded& one : groups[group]) {
      cascade.add(one.truth, one.cascade);
      last.add(one.truth, one.last);
    }
  }
  values.cascade = value_of(metric, cascade);
  values.last = value_of(metric, last);
  return values.cascade - values.last;
}

}  // namespace

MetricInterval metric_interval(const Sample& sample, const TierOutputs& outputs,
                               std::span<const cascade::Threshold> thresholds,
                               std::span<const std::size_t> rows, task::Metric metric,
                               int num_labels) {
  std::map<std::int64_t, std::vector<Graded>> by_group;
  for (const std::size_t row : rows) {
    const std::size_t text = sample.rows[row];
    const std::size_t tier = answering_tier(outputs, text, thresholds);
    by_group[sample.groups[row]].push_back({sample.truths[row],
                                            static_cast<int>(outputs.answers[tier][text]),
                                            static_cast<int>(outputs.answers.back()[text])});
  }
  std::vector<std::vector<Graded>> groups;
  std::vector<std::size_t> drawn;
  for (auto& [number, group] : by_group) {
    drawn.push_back(groups.size());
    groups.push_back(std::move(group));
  }
  MetricInterval interval{.resamples = kResamples};
  (void)gain_of(groups, drawn, metric, num_labels, interval);
  const base::RandomStream random(kBootstrapSeed, "bootstrap");
  std::vector<double> gains;
  MetricInterval ignored;
  for (std::uint64_t resample = 0; resample < kResamples; ++resample) {
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      drawn[i] = random.below(resample * drawn.size() + i, groups.size());
    }
    gains.push_back(gain_of(groups, drawn, metric, num_labels, ignored));
  }
  std::ranges::sort(gains);
  const auto place = static_cast<std::size_t>(kOutside * kResamples);
  interval.low = gains[place];
  interval.high = gains[gains.size() - 1 - place];
  return interval;
}

}  // namespace tango::certify
