#include "checkpoint/lora_config.h"

#include <cmath>
#include <optional>
#include <regex>

#include "checkpoint/invalid.h"

namespace tango::checkpoint {
namespace {

constexpr double kHighestLoraRank = 1 << 16;
constexpr std::size_t kLongestPattern = 500;

/// Absent, null, false and empty all mean "not used".
bool is_set(const base::Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return false;
  if (found->is_boolean()) return found->get<bool>();
  return !found->empty();
}

void check_lora_variant(const base::Json& json, std::string_view where) {
  const auto type = base::require_field<std::string>(json, "peft_type", where);
  if (type != "LORA") {
    throw_unsupported(where, "\"peft_type\" is " + in_quotes(type) + "; supported is LORA");
  }
  for (const char* key : {"use_dora", "use_qalora", "use_bdlora", "lora_bias", "layer_replication",
                          "target_parameters", "trainable_token_indices", "alora_invocation_tokens",
                          "arrow_config", "kasa_config", "monteclora_config"}) {
    if (is_set(json, key)) {
      throw_unsupported(where, in_quotes(key) + " is set; only plain LoRA is supported");
    }
  }
  const auto init = json.find("init_lora_weights");
  if (init == json.end() || !init->is_string()) return;
  const auto& name = init->get_ref<const std::string&>();
  if (name != "gaussian" && name != "orthogonal" && name != "eva") {
    throw_unsupported(where, "\"init_lora_weights\" is " + in_quotes(name) +
                                 ", which changes the base's weights too; save the adapter as a "
                                 "plain LoRA, or merge it");
  }
}

LoraConfig::Patterns parse_patterns(const base::Json& json, const char* key,
                                    std::string_view where) {
  LoraConfig::Patterns patterns;
  if (!is_set(json, key)) return patterns;
  const base::Json& map = json[key];
  if (!map.is_object()) throw_invalid(where, in_quotes(key) + " should be an object");
  for (const auto& [pattern, value] : map.items()) {
    if (!value.is_number() || pattern.size() > kLongestPattern) {
      throw_invalid(where, in_quotes(key) + ": " + in_quotes(pattern) +
                               " should be a short pattern with a number");
    }
    patterns.emplace_back(pattern, value.get<double>());
  }
  return patterns;
}

/// The value of the pattern that matches `module`, or the last parts of it.
std::optional<double> match(const LoraConfig::Patterns& patterns, const std::string& module,
                            std::string_view where) {
  std::optional<double> value;
  for (const auto& [pattern, candidate] : patterns) {
    bool matches = false;
    try {
      // libstdc++'s polynomial matcher can't be led into exponential time or deep recursion.
      const std::regex expression("(.*\\.)?(" + pattern + ")",
                                  std::regex::ECMAScript | std::regex_constants::__polynomial);
      matches = std::regex_match(module, expression);
    } catch (const std::regex_error& error) {
      throw_invalid(where, "the pattern " + in_quotes(pattern) +
                               " is not a regular expression: " + error.what());
    }
    if (!matches) continue;
    if (value && *value != candidate) {
      throw_unsupported(where,
                        "patterns with different values match the module " + in_quotes(module));
    }
    value = candidate;
  }
  return value;
}

}  // namespace

LoraConfig parse_lora_config(const base::Json& json, std::string_view where) {
  check_lora_variant(json, where);
  LoraConfig config;
  config.base_model = base::require_field<std::string>(json, "base_model_name_or_path", where);
  if (config.base_model.empty()) {
    throw_invalid(where, "\"base_model_name_or_path\" is empty; it should name the base model");
  }
  config.rank = static_cast<double>(base::require_field<std::int64_t>(json, "r", where));
  config.alpha = base::require_field<double>(json, "lora_alpha", where);
  config.rank_patterns = parse_patterns(json, "rank_pattern", where);
  config.alpha_patterns = parse_patterns(json, "alpha_pattern", where);
  config.rank_stabilised = base::field_or(json, "use_rslora", where, false);
  // "fan_in_fan_out" need not be read: it concerns Conv1D layers, which no family here has, and
  // PEFT ignores it for others. Nor need "bias": saved biases are tensors like any other.
  if (is_set(json, "modules_to_save")) {
    for (const base::Json& module : json["modules_to_save"]) {
      if (!module.is_string()) {
        throw_invalid(where, "\"modules_to_save\" should be a list of names");
      }
      config.modules_to_save.push_back(module.get<std::string>());
    }
  }
  return config;
}

LoraScale lora_scale(const LoraConfig& config, const std::string& module, std::string_view where) {
  const double rank = match(config.rank_patterns, module, where).value_or(config.rank);
  const double alpha = match(config.alpha_patterns, module, where).value_or(config.alpha);
  if (!(rank >= 1 && rank <= kHighestLoraRank) || rank != std::floor(rank)) {
    throw_invalid(where, "the rank of module " + in_quotes(module) +
                             " should be a whole number from 1 to " +
                             std::to_string(static_cast<int>(kHighestLoraRank)) + ", found " +
                             std::to_string(rank));
  }
  const double factor = alpha / (config.rank_stabilised ? std::sqrt(rank) : rank);
  if (!std::isfinite(static_cast<float>(factor))) {
    throw_invalid(where, "the scale of module " + in_quotes(module) + " is not a finite number");
  }
  return {static_cast<std::int64_t>(rank), static_cast<float>(factor)};
}

}  // namespace tango::checkpoint
