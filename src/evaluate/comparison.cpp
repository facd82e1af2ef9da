#include "evaluate/comparison.h"

#include <optional>

#include "evaluate/band.h"
#include "evaluate/resampling.h"
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

/// Adds each text's answer at the thresholds, as if a tier gave it.
void add_answers(const RecordedRun& run, std::span<const cascade::Threshold> thresholds,
                 RecordedRun& answers) {
  if (!run.grading.labels.empty()) answers.grading.labels.emplace_back();
  if (!run.grading.credits.empty()) answers.grading.credits.emplace_back();
  for (std::size_t text = 0; text < run.texts(); ++text) {
    const std::size_t tier = answering_tier(run, text, thresholds);
    if (!run.grading.labels.empty()) {
      answers.grading.labels.back().push_back(run.grading.labels[tier][text]);
    }
    if (!run.grading.credits.empty()) {
      answers.grading.credits.back().push_back(run.grading.credits[tier][text]);
    }
  }
  answers.confidences.emplace_back(run.texts(), 1.0F);
}

/// `answers`: ours, and the other's.
Comparison compare_answers(const RecordedRun& answers, const ComparisonOptions& options) {
  Comparison found{.score = score_of_tier(answers, 0), .other_score = score_of_tier(answers, 1)};
  const std::vector<Band> bands =
      bootstrap(answers, options.resamples, options.seed, [](const RecordedRun& drawn) {
        return std::vector<std::optional<double>>{score_of_tier(drawn, 0) -
                                                  score_of_tier(drawn, 1)};
      });
  found.difference = bands.front().mean;
  found.low = bands.front().low;
  found.high = bands.front().high;
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
    RecordedRun answers = without_answers(ours.report.grading.metric,
                                          static_cast<std::size_t>(ours.report.grading.num_labels),
                                          ours.report.grading.truths);
    add_answers(ours.report, our_point->thresholds, answers);
    add_answers(other.report, other_point->thresholds, answers);
    all.push_back(compare_answers(answers, options));
    all.back().speedup = speedup;
  }
  return all;
}

}  // namespace tango::evaluate
