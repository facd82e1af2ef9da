// `cascade.json`: which models, in which order, and when a text is deferred to the next.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cascade/confidence.h"
#include "cascade/endpoint_config.h"
#include "cascade/learned_score.h"
#include "cascade/threshold.h"
#include "checkpoint/model_config.h"
#include "model/model.h"

namespace tango::cascade {

struct TierConfig {
  std::filesystem::path model;  ///< A model directory; relative ones are resolved when read.
  float threshold =
      0;  ///< In 0 … 1; the last tier has none, it answers every text that reaches it.
  /// In its place one for each class, by label; empty where `threshold` serves all.
  std::map<std::string, float> class_thresholds;
  float temperature = 1;                      ///< > 0; divides the logits before the softmax.
  std::optional<model::Precision> precision;  ///< nullopt: precision_gate.h chooses.
  /// Where above 0 the tier is the lower part of `model` ("exit_of"): an off-ramp answers after so
  /// many layers, and the tier after it goes on from there.
  int layers = 0;
  std::optional<LearnedScore> learned_score;
  std::optional<EndpointConfig> endpoint;  ///< In place of `model`, which is then empty.
};

/// Holds policy only, which is the same on every machine. Schema: docs/cascade.schema.json.
struct CascadeConfig {
  std::vector<TierConfig> tiers;    ///< Cheapest first; at least one.
  std::vector<std::string> labels;  ///< In logit order; empty: the last tier's own names.
  ConfidenceKind confidence = ConfidenceKind::kMaxProbability;
  /// From which probability on a text has a label, as parse_label_thresholds() takes it.
  std::vector<std::string> label_thresholds;
  /// Hashes of texts that the learned scores were fitted on, 16 hexadecimal digits each; empty: not
  /// known.
  std::string learned_from;

  /// Whether a tier has a learned score.
  [[nodiscard]] bool has_scores() const;
};

/// Reads `directory/cascade.json`. Throws kNotFound, kInvalidModel (naming file, field, what was
/// found and what was expected) or kUnsupported for a newer major version.
[[nodiscard]] CascadeConfig read_cascade_config(const std::filesystem::path& directory);

/// What its answers are labelled by: its own names, else the last tier's. Throws as
/// checkpoint::open_checkpoint.
[[nodiscard]] checkpoint::Labels labels_of(const CascadeConfig& config);

/// The threshold of tier `tier` (from 0; not the last) of a cascade that gives these labels. Throws
/// kInvalidModel that begins with `where` unless the thresholds of classes name each label, and
/// none but the labels, and a text gets one label.
[[nodiscard]] Threshold threshold_of(const CascadeConfig& config, std::size_t tier,
                                     const checkpoint::Labels& labels, const std::string& where);

/// "fp32", "bf16" or "int8"; nullopt for "auto". Throws kUsage that lists them.
[[nodiscard]] std::optional<model::Precision> parse_precision(std::string_view name);

}  // namespace tango::cascade
