// A model's logits against recorded ones.
#pragma once

#include <cstdint>
#include <string>

#include "base/ordered_json.h"
#include "cli/input_options.h"
#include "cli/model_options.h"

namespace tango::cli {

struct VerifyOptions {
  ModelOptions model;    ///< `tier` names the one of a cascade.
  std::string recorded;  ///< JSON Lines {"id": 0, "logits": [...]}, ids from 0 in order.
  InputOptions texts;    ///< path "-": each recorded line has its own "text".
  double tolerance = 1e-4;
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
[[nodiscard]] Verification verify(const VerifyOptions& options);

}  // namespace tango::cli
