// What a user asks a certificate to promise.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tango/error.h>

#include "task/metric.h"

namespace tango::certify {

struct ClassFloor {
  std::string label;
  double keep = 0.98;
};

/// Whose answers are to be kept.
enum class Reference {
  kLastTier,   ///< The last tier's, as it is served.
  kPrecision,  ///< The last tier's in another precision.
  kAnswers     ///< A file's.
};

/// A mean cost of a text, given in the place of a share to keep.
struct CostTarget {
  enum class Kind {
    kBudget,   ///< The share of the texts that the last tier reads.
    kSpeedup,  ///< The last tier's time, alone, as a multiple of the cascade's.
    kLatency   ///< Milliseconds, where texts come one at a time.
  };
  Kind kind = Kind::kBudget;
  double value = 0.1;
};

/// "budget", "speedup" or "latency_ms".
[[nodiscard]] SettingName setting_of(CostTarget::Kind kind);
[[nodiscard]] inline std::string_view to_string(CostTarget::Kind kind) { return setting_of(kind); }

struct Promise {
  /// Of the answers of the reference, or, where the texts are labelled, of the last tier's
  /// accuracy.
  double keep = 0.98;
  double confidence_level = 0.95;
  std::vector<ClassFloor> floors;  ///< Of the texts that the reference puts into a class.
  bool labelled = false;
  /// `keep` is then not asked for: it is what the sample shows at that cost.
  std::optional<CostTarget> at_cost = {};
  Reference reference = Reference::kLastTier;
  std::string precision = "fp32";  ///< Of kPrecision.
  bool learned = false;            ///< A score is learned from set A, and taken where it pays.
  /// Estimated beside the promise, of texts with right answers; it is no part of what is promised.
  std::optional<task::Metric> metric = {};
  bool per_class = false;  ///< Each class that a tier answers gets a threshold of its own.

  [[nodiscard]] double risk() const { return 1 - keep; }
  [[nodiscard]] double significance() const { return 1 - confidence_level; }
};

/// Throws kUsage unless the shares lie in (0, 1), with what a percentage would be as a share, the
/// cost can be, and what is asked for goes together.
void require_possible(const Promise& promise);

/// The same, and each floor names a label of `labels`, no label has two.
void require_sensible(const Promise& promise, const std::vector<std::string>& labels);

/// "spam=0.95". Throws kUsage.
[[nodiscard]] ClassFloor parse_class_floor(std::string_view text);

}  // namespace tango::certify
