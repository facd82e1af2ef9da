// Runs of made-up tiers, for tests.
#pragma once

#include <random>
#include <span>

#include <gtest/gtest.h>

#include "evaluate/sweep.h"

namespace tango::evaluate {

/// Labels of two to four kinds under each metric, or credits; many texts of one confidence; later
/// tiers take longer and are right more often; some go on from the one before.
inline RecordedRun random_run(std::mt19937& random, std::size_t tiers, std::size_t texts,
                              int num_labels = 0) {
  const auto below = [&](std::size_t bound) { return random() % bound; };
  const std::size_t kind = below(4);
  RecordedRun run;
  run.grading.num_labels = num_labels > 0 ? num_labels : static_cast<int>(2 + below(3));
  if (kind < 3) {
    run.grading.metric = static_cast<task::Metric>(kind);
    for (std::size_t text = 0; text < texts; ++text) {
      run.grading.truths.push_back(
          static_cast<int>(below(static_cast<std::size_t>(run.grading.num_labels))));
    }
  }
  for (std::size_t tier = 0; tier < tiers; ++tier) {
    std::vector<int> labels;
    std::vector<double> credits, seconds;
    std::vector<float> confidences;
    for (std::size_t text = 0; text < texts; ++text) {
      confidences.push_back(static_cast<float>(below(20) + 1) / 20);
      seconds.push_back(static_cast<double>((1 + below(9)) * (tier * tier + 1)));
      if (kind == 3) {
        credits.push_back(static_cast<double>(below(5)) / 4);
      } else {
        labels.push_back(
            below(tier + 3) == 0
                ? static_cast<int>(below(static_cast<std::size_t>(run.grading.num_labels)))
                : run.grading.truths[text]);
      }
    }
    if (kind == 3) {
      run.grading.credits.push_back(credits);
    } else {
      run.grading.labels.push_back(labels);
    }
    run.confidences.push_back(confidences);
    run.seconds.push_back(seconds);
    run.goes_on.push_back(tier > 0 && below(2) == 0);
  }
  return run;
}

/// Each point is what the rule does text by text at its thresholds.
inline void expect_the_rule(const RecordedRun& run, std::span<const SweepPoint> points) {
  for (const SweepPoint& point : points) {
    const SweepPoint expected = cascade_at(run, point.thresholds);
    ASSERT_NEAR(point.score, expected.score, 1e-12);
    ASSERT_NEAR(point.seconds, expected.seconds, 1e-9);
    ASSERT_EQ(point.deferred, expected.deferred);
  }
}

}  // namespace tango::evaluate
