// `cascade.json`: which models, in which order, and when a text goes on to the next.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cascade/confidence.h"
#include "model/model.h"

namespace tango::cascade {

struct TierConfig {
  std::filesystem::path model;  ///< A model directory; relative ones are resolved when read.
  float threshold = 0;    ///< In 0 … 1; the last tier has none (it answers what reaches it).
  float temperature = 1;  ///< > 0; divides the logits before the softmax.
  std::optional<model::Precision> precision;  ///< Nothing: as precision_gate.h chooses.
};

/// Policy, the same on every machine. Schema: docs/cascade.schema.json.
struct CascadeConfig {
  std::vector<TierConfig> tiers;    ///< Cheapest first; at least one.
  std::vector<std::string> labels;  ///< In logit order; empty: the last tier's own names.
  ConfidenceKind confidence = ConfidenceKind::kMaxProbability;
};

/// Reads `directory/cascade.json`. Throws kNotFound, kInvalidModel (file, field, what stands there,
/// what would be right) or kUnsupported for a newer major version.
[[nodiscard]] CascadeConfig read_cascade_config(const std::filesystem::path& directory);

/// "fp32", "bf16" or "int8"; nothing for "auto". Throws kUsage that lists what there is.
[[nodiscard]] std::optional<model::Precision> parse_precision(std::string_view name);

}  // namespace tango::cascade
