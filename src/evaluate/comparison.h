// Whether one cascade answers better than another at the same speed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "evaluate/recorded_run.h"

namespace tango::evaluate {

/// A cascade or a single model: thresholds are chosen on `tune` and judged on `report`.
struct Contender {
  const RecordedRun& tune;
  const RecordedRun& report;
};

enum class Verdict { kNotInferior, kInferior, kCannotTell };
[[nodiscard]] std::string_view to_string(Verdict verdict);

struct Comparison {
  double speedup =
      0;  ///< Over the last tier of the first contender, at least, on the tuning texts.
  double score = 0, other_score = 0;  ///< On the report texts.
  /// Of score - other_score: the mean of the resamples, and where nine in ten of them lie.
  double difference = 0, low = 0, high = 0;
  Verdict verdict = Verdict::kCannotTell;
};

struct ComparisonOptions {
  double margin = 0.005;  ///< Not inferior: with 95 % confidence no further behind than this.
  int resamples = 1000;
  std::uint64_t seed = 1;
};

/// At each of `speedups` that both reach on the tuning texts: each contender's thresholds (one for
/// each class, where answers are labels) with the best score there among those that are so fast.
/// The difference is a paired bootstrap over the report texts. Both contenders have the same texts,
/// in the same order.
[[nodiscard]] std::vector<Comparison> compare(const Contender& ours, const Contender& other,
                                              std::span<const double> speedups,
                                              const ComparisonOptions& options);

}  // namespace tango::evaluate
