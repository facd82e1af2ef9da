// A model's logits against recorded ones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/ordered_json.h"
#include "service/pipeline.h"
#include "task/record_reader.h"

namespace tango::evaluate {

struct VerificationOptions {
  std::filesystem::path recorded;  ///< JSON Lines {"id": 0, "logits": [...]}, ids from 0 in order.
  std::filesystem::path texts;     ///< Of the same rows; empty: each recorded line has its "text".
  task::RecordReaderOptions reading;  ///< Of `texts`, or of the recorded lines.
  std::optional<int> tier;            ///< The cascade's tier that is compared (1 = cheapest).
  service::PipelineOptions pipeline;
  double tolerance = 1e-4;  ///< Largest difference of a logit that holds.
};

struct Verification {
  std::int64_t texts = 0;
  double max_difference = 0;  ///< Of any logit; infinite when one is not a number.
  double mean_difference = 0;
  std::int64_t worst_id = -1;
  double tolerance = 0;

  [[nodiscard]] bool holds() const { return max_difference <= tolerance; }
  [[nodiscard]] base::OrderedJson to_json() const;
};

/// Throws kUsage for a cascade of several tiers without `tier`; kInvalidInput when the recorded
/// file is malformed or does not go with the texts or the labels.
[[nodiscard]] Verification verify_logits(const cascade::Cascade& cascade,
                                         const VerificationOptions& options);

}  // namespace tango::evaluate
