// Results as JSON: what `tango evaluate --sweep` writes and `tango report` reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "evaluate/batch_search.h"
#include "evaluate/experiment.h"
#include "evaluate/online.h"

namespace tango::evaluate {

struct ResultsOptions {
  std::vector<double> shares{0.99, 0.98};  ///< Of the last tier's score: speedup@99, @98.
  std::vector<double> scores;              ///< Absolute ones that a speedup is asked for.
  int resamples = 1000;
  int draws = 200;                ///< Of random deferral.
  int half_splits = 200;          ///< Of the honest protocol.
  std::size_t most_points = 500;  ///< Of a curve.
  std::uint64_t seed = 1;
  std::vector<cascade::Threshold> deployed;  ///< Those the cascade has; reported if there are any.
};

/// One setting: tiers alone (with resampled scores), the cascade's curve, its speedup@ by the
/// paper's protocol (thresholds read off these very texts) and on half-splits, oracle and random
/// deferral (two tiers and more: between the first and the last), the other baselines.
/// "at_scores" has the speedup at each score that was asked for, or null.
/// "per_class" has curve and speedup@ with a threshold for each predicted class. Every curve
/// is an object of columns: "speedup" over the last tier, "score", "kept" (score over the last
/// tier's) and, where there are some, "deferral_rate" and "thresholds"; the cascade's also
/// "agreement" with the last tier, where answers are labels. "deployed" is one point: that of the
/// thresholds which the cascade has.
[[nodiscard]] base::OrderedJson to_json(const Setting& setting, std::span<const Baseline> baselines,
                                        const ResultsOptions& options);

/// Thresholds that keep each share on `tune`, and what they are worth on `report`; of the share
/// that is kept there and of the speedup also the interval of 95 %, of a paired bootstrap over the
/// texts.
[[nodiscard]] base::OrderedJson tuned_json(const Setting& tune, const Setting& report,
                                           const ResultsOptions& options, bool per_class = false);

/// What the error analysis shows: quantiles of the first tier's confidence, reliability and
/// histograms of every tier. `raw`: confidences [tiers x texts] at temperature 1.
[[nodiscard]] base::OrderedJson errors_json(const RecordedRun& run,
                                            std::span<const std::vector<float>> raw);

[[nodiscard]] base::OrderedJson to_json(std::span<const BatchRate> rates);
[[nodiscard]] base::OrderedJson to_json(std::span<const GroupDeferral> groups);
[[nodiscard]] base::OrderedJson to_json(std::span<const OnlineRun> runs);

}  // namespace tango::evaluate
