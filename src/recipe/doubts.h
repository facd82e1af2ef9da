// Whether a cascade that was built is worth having.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cascade/threshold.h"

namespace tango::recipe {

/// What is known of a finished cascade.
struct BuiltCascade {
  std::vector<std::string> models;  ///< [tiers] Directories; in doubts as a shell reads them.
  std::vector<cascade::Threshold> thresholds;  ///< One per tier but the last.
  std::vector<double> answered;                ///< [tiers] Shares of the texts that were measured.
  /// [tiers] Time per text as a share of the last tier's; empty where it was not measured.
  std::vector<double> relative_times;
  /// [tiers] Scores on labelled texts; empty where there were none.
  std::vector<double> scores;
  double score = 0;   ///< The cascade's, on these.
  bool asks = false;  ///< The last tier can't be called.
};

/// The mean time of a text as a share of the last tier's; 0 where it was not measured.
[[nodiscard]] double relative_cost(const BuiltCascade& cascade);

/// Sentences that begin with what is wrong and end with what to do: a cascade that never asks its
/// last tier, always does, costs no less than it, or that one of its models beats. Empty for one
/// that is as it should be.
[[nodiscard]] std::vector<std::string> doubts_about(const BuiltCascade& cascade);

}  // namespace tango::recipe
