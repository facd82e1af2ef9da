// What `adapter_config.json` of a PEFT LoRA adapter says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace tango::checkpoint {

/// LoRA (Hu et al. 2021): W becomes W + scale * B A, scale = alpha / r, or alpha / sqrt(r) with
/// rank stabilisation (Kalajdzievski 2023).
struct LoraConfig {
  /// The value for modules whose name, or the last parts of it, match the regular expression.
  using Patterns = std::vector<std::pair<std::string, double>>;

  std::string base_model;  ///< `base_model_name_or_path`: a path, or "organisation/name".
  double rank = 0;
  double alpha = 0;
  Patterns rank_patterns;
  Patterns alpha_patterns;
  bool rank_stabilised = false;
  std::vector<std::string> modules_to_save;  ///< Modules that the adapter holds whole.
};

/// Throws kInvalidModel, or kUnsupported for what is not plain LoRA: DoRA, another `peft_type`, an
/// initialisation that changes the base's weights …
[[nodiscard]] LoraConfig parse_lora_config(const base::Json& json, std::string_view where);

/// The rank of `module` (its dotted name in the model) and the factor of its product B A. Throws
/// kInvalidModel for a pattern that is not a regular expression, kUnsupported where patterns of
/// different values match.
struct LoraScale {
  std::int64_t rank;
  float factor;
};
[[nodiscard]] LoraScale lora_scale(const LoraConfig& config, const std::string& module,
                                   std::string_view where);

}  // namespace tango::checkpoint
