// What of a cascade must stay the same for its certificate to stand.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "cascade/cascade.h"
#include "cascade/cascade_config.h"

namespace tango::certify {

// NOLINTNEXTLINE(bugprone-exception-escape): moving a JSON value throws nothing
struct CascadeIdentity {
  std::vector<std::string> models;  ///< [tiers] A hash of weights, configuration and tokenizer.
  /// "confidence", and "tiers": of each its threshold, learned score where one is used,
  /// temperature, precision, limits.
  base::Json options;
};

/// Of a model's weights, configuration and tokenizer, 16 hexadecimal digits. Reads all its files,
/// or remembers their hash. Throws as checkpoint::open_checkpoint.
[[nodiscard]] std::string hash_of_model(const std::filesystem::path& directory);

/// Of the files alone: what they leave open is missing. Reads all model files, or remembers their
/// hashes. Throws as checkpoint::open_checkpoint.
[[nodiscard]] CascadeIdentity identity_of_files(const cascade::CascadeConfig& config);

/// `config`: of the directory that `cascade` was loaded from.
[[nodiscard]] CascadeIdentity identity_of(const cascade::CascadeConfig& config,
                                          const cascade::Cascade& cascade);

/// With these thresholds, one per tier but the last, of answers with these labels.
void set_thresholds(CascadeIdentity& identity, std::span<const cascade::Threshold> thresholds,
                    std::span<const std::string> labels);

/// The kind of confidence is learned; `scores`: one per tier but the last, or none.
void set_scores(CascadeIdentity& identity,
                std::span<const std::optional<cascade::LearnedScore>> scores);

/// The first difference in words ("tier 1 is another model", "tier 2 runs with precision fp32,
/// certified was int8"); nullopt where there is none in what both say.
[[nodiscard]] std::optional<std::string> difference(const CascadeIdentity& certified,
                                                    const CascadeIdentity& found);

}  // namespace tango::certify
