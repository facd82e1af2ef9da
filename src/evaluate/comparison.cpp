#include "evaluate/comparison.h"

#include <optional>
#include <string>
#include <utility>

#include "base/random.h"
#include "evaluate/band.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {
namespace {

using Front = std::vector<SweepPoint>;

/// The best score that takes at most so long; nullptr where nothing is as fast.
const SweepPoint* best_within(const Front& front, double seconds) {
  const SweepPoint* best = nullptr;
  for (const SweepPoint& point : front) {
    if (point.seconds <= seconds) best = &point;
  }
  return best;
}

/// Each text's answer at thresholds, as a run of one tier.
RecordedRun answered(const RecordedRun& run, std::span<const cascade::Threshold> thresholds) {
  RecordedRun one = without_answers(
      run.grading.metric, static_cast<std::size_t>(run.grading.num_labels), run.grading.truths);
  if (!run.grading.labels.empty()) one.grading.labels.emplace_back();
  if (!run.grading.credits.empty()) one.grading.credits.emplace_back();
  for (std::size_t text = 0; text < run.texts(); ++text) {
    const std::size_t tier = answering_tier(run, text, thresholds);
    if (!run.grading.labels.empty()) {
      one.grading.labels[0].push_back(run.grading.labels[tier][text]);
    }
    if (!run.grading.credits.empty()) {
      one.grading.credits[0].push_back(run.grading.credits[tier][text]);
    }
  }
  one.confidences.emplace_back(run.texts(), 1.0F);
  return one;
}

Comparison compare_at(const RecordedRun& ours, const RecordedRun& other,
                      const ComparisonOptions& options) {
  Comparison found{.score = score_of_tier(ours, 0), .other_score = score_of_tier(other, 0)};
  std::vector<double> differences;
  std::vector<std::size_t> chosen(ours.texts());
  for (int draw = 0; draw < options.resamples; ++draw) {
    const base::RandomStream stream(options.seed, "comparison " + std::to_string(draw));
    for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = stream.below(i, chosen.size());
    differences.push_back(score_of_tier(ours.select(chosen), 0) -
                          score_of_tier(other.select(chosen), 0));
  }
  const Band band = band_of(std::move(differences));
  found.difference = band.mean;
  found.low = band.low;
  found.high = band.high;
  if (found.low >= -options.margin) {
    found.verdict = Verdict::kNotInferior;
  } else if (found.high < -options.margin) {
    found.verdict = Verdict::kInferior;
  }
  return found;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNotInferior:
      return "not inferior";
    case Verdict::kInferior:
      return "inferior";
    case Verdict::kCannotTell:
      break;
  }
  return "cannot tell";
}

std::vector<Comparison> compare(const Contender& ours, const Contender& other,
                                std::span<const double> speedups,
                                const ComparisonOptions& options) {
  const double whole = seconds_of_tier(ours.tune, ours.tune.tiers() - 1);
  const Front our_front = pareto_front(sweep(ours.tune, {.per_class = true}));
  const Front other_front = pareto_front(sweep(other.tune, {.per_class = true}));
  std::vector<Comparison> all;
  for (const double speedup : speedups) {
    const SweepPoint* const our_point = best_within(our_front, whole / speedup);
    const SweepPoint* const other_point = best_within(other_front, whole / speedup);
    if (our_point == nullptr || other_point == nullptr) continue;
    all.push_back(compare_at(answered(ours.report, our_point->thresholds),
                             answered(other.report, other_point->thresholds), options));
    all.back().speedup = speedup;
  }
  return all;
}

}  // namespace tango::evaluate
