#include "cascade/cascade_config.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/file_status.h"
#include "base/own_json.h"
#include "base/suggestion.h"
#include "cascade/cascade_fields.h"
#include "checkpoint/checkpoint.h"

namespace tango::cascade {
namespace {

namespace fs = std::filesystem;

constexpr int kMajorVersion = 1;
constexpr std::int64_t kMostLayers = 1000;

void check_version(const base::Json& json, const std::string& where) {
  const auto version = base::require_field<std::string>(json, "version", where);
  int major = 0;
  try {
    major = std::stoi(version);
  } catch (const std::exception&) {
    refuse_field(where, "\"version\" should be like \"1.0\", found \"" + version + "\"");
  }
  if (major != kMajorVersion) {
    throw Error(ErrorCode::kUnsupported, where + ": version " + version +
                                             " of the format; this tango reads version " +
                                             std::to_string(kMajorVersion) + ".x");
  }
}

/// `key` of the object, which is a number in 0 … 1.
float share_in(const base::Json& json, const std::string& key, const std::string& where) {
  return static_cast<float>(
      require_within(base::require_field<double>(json, key, where), 0, 1, key, where));
}

/// "threshold": a number, or an object with one for each label.
void read_threshold(const base::Json& json, const std::string& where, TierConfig& tier) {
  const auto found = json.find("threshold");
  if (found == json.end()) {
    refuse_field(where, "\"threshold\" is missing; a number in 0 … 1, or one for each label");
  }
  if (!found->is_object()) {
    tier.threshold = share_in(json, "threshold", where);
    return;
  }
  if (found->empty()) refuse_field(where, "\"threshold\" has no numbers; one for each label");
  for (const auto& [label, value] : found->items()) {
    tier.class_thresholds[label] = share_in(*found, label, where + ": \"threshold\"");
  }
}

/// "label_thresholds": a number, or an object with one for some of the labels.
std::vector<std::string> read_label_thresholds(const base::Json& json, const std::string& where) {
  const auto found = json.find("label_thresholds");
  if (found == json.end()) return {};
  if (!found->is_object()) {
    return {fmt::format("{}", share_in(json, "label_thresholds", where))};
  }
  std::vector<std::string> thresholds;
  for (const auto& [label, value] : found->items()) {
    const float threshold = share_in(*found, label, where + ": \"label_thresholds\"");
    thresholds.push_back(fmt::format("{}={}", label, threshold));
  }
  return thresholds;
}

/// A path beside the cascade first, then a name in the model store.
fs::path find_model(const std::string& name, const fs::path& directory, const std::string& where) {
  fs::path beside = (directory / name).lexically_normal();
  if (base::is_directory(beside)) return beside;
  // Of a cascade behind a symbolic link, "../teacher" is where the system finds it.
  if (base::is_directory(directory / name)) return fs::canonical(directory / name);
  fs::path stored = checkpoint::model_store() / name;
  if (base::is_directory(stored)) return stored;
  throw Error(ErrorCode::kNotFound, where + ": no model directory \"" + name + "\"; looked for " +
                                        beside.string() + " and " + stored.string());
}

/// "exit_of" and "layers" in place of "model".
void read_exit(const base::Json& json, const fs::path& directory, const std::string& where,
               TierConfig& tier) {
  if (json.contains("model")) {
    refuse_field(where, "both \"model\" and \"exit_of\"; a tier is a model or an exit of one");
  }
  tier.model =
      find_model(base::require_field<std::string>(json, "exit_of", where), directory, where);
  const auto layers = base::require_field<std::int64_t>(json, "layers", where);
  if (layers < 1 || layers > kMostLayers) {
    refuse_field(where, "\"layers\" should be the number of layers before the exit, found " +
                            std::to_string(layers));
  }
  tier.layers = static_cast<int>(layers);
}

/// An exit's own tier is followed by a later exit of its model, or by the model.
void check_order_of_exits(const std::vector<TierConfig>& tiers, const std::string& where) {
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    const TierConfig& tier = tiers[i];
    if (tier.layers == 0) continue;
    const bool follows = i + 1 < tiers.size() && tiers[i + 1].model == tier.model &&
                         (tiers[i + 1].layers == 0 || tiers[i + 1].layers > tier.layers);
    if (follows) continue;
    refuse_field(where,
                 "tier " + std::to_string(i + 1) + " is an exit of " + tier.model.string() +
                     "; the tier after it should be that model, or an exit after more layers");
  }
}

TierConfig read_tier(const base::Json& json, const fs::path& directory, const std::string& where,
                     bool first, bool last) {
  require_known_fields(json, tier_fields(), where);
  TierConfig tier;
  if (const auto endpoint = json.find("endpoint"); endpoint != json.end()) {
    for (const char* other : {"model", "exit_of", "precision"}) {
      if (json.contains(other)) {
        refuse_field(where, fmt::format("both \"endpoint\" and \"{}\"; a tier that is computed "
                                        "elsewhere has a model there",
                                        other));
      }
    }
    tier.endpoint = endpoint_config_of(*endpoint, where + ": \"endpoint\"");
    if (tier.endpoint->protocol == kAsk && (!last || first)) {
      refuse_field(where, "a tier that is asked and can't be called should be the last of several");
    }
  } else if (json.contains("exit_of")) {
    read_exit(json, directory, where, tier);
  } else {
    tier.model =
        find_model(base::require_field<std::string>(json, "model", where), directory, where);
  }
  tier.temperature = static_cast<float>(require_within(
      base::field_or<double>(json, "temperature", where, 1), 1e-3, 1e3, "temperature", where));
  if (last) {
    if (json.contains("threshold")) {
      refuse_field(where,
                   "the last tier has no \"threshold\": it answers every text that reaches it");
    }
  } else {
    read_threshold(json, where, tier);
    if (const auto score = json.find("learned_score"); score != json.end() && !score->is_null()) {
      tier.learned_score = learned_score_of(*score, where + ": \"learned_score\"");
    }
  }
  const auto precision = base::field_or<std::string>(json, "precision", where, "auto");
  try {
    tier.precision = parse_precision(precision);
  } catch (const Error& error) {
    refuse_field(where, error.what());
  }
  return tier;
}

}  // namespace

bool CascadeConfig::has_scores() const {
  return std::ranges::any_of(tiers, [](const TierConfig& tier) { return !!tier.learned_score; });
}

std::optional<model::Precision> parse_precision(std::string_view name) {
  using model::Precision;
  if (name == "auto") return std::nullopt;
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16, Precision::kInt8}) {
    if (name == to_string(precision)) return precision;
  }
  throw Error(ErrorCode::kUsage,
              "no precision called \"" + std::string(name) + "\"; use auto, fp32, bf16 or int8",
              {"precision"});
}

Threshold threshold_of(const CascadeConfig& config, std::size_t tier,
                       const checkpoint::Labels& labels, const std::string& where) {
  const TierConfig& own = config.tiers[tier];
  if (own.class_thresholds.empty()) return own.threshold;
  const std::string place = fmt::format("{}: tier {}", where, tier + 1);
  if (labels.problem_type != checkpoint::ProblemType::kSingleLabelClassification) {
    refuse_field(
        place, "\"threshold\" should be one number: only answers that are one label have a class");
  }
  std::vector<float> of_each;
  for (const std::string& name : labels.names) {
    const auto found = own.class_thresholds.find(name);
    if (found == own.class_thresholds.end()) {
      refuse_field(place, fmt::format("\"threshold\" has no number for the label \"{}\"", name));
    }
    of_each.push_back(found->second);
  }
  for (const auto& [name, value] : own.class_thresholds) {
    if (std::ranges::count(labels.names, name) > 0) continue;
    refuse_field(
        place,
        fmt::format("\"threshold\" names \"{}\", which is no label; the labels are \"{}\"{}", name,
                    fmt::join(labels.names, "\", \""), base::did_you_mean(name, labels.names)));
  }
  return Threshold(std::move(of_each));
}

CascadeConfig read_cascade_config(const fs::path& directory) {
  const fs::path file = directory / "cascade.json";
  if (directory.filename() == "cascade.json" && base::exists(directory)) {
    throw Error(ErrorCode::kUsage, directory.string() +
                                       ": a file; a cascade is named by its directory, " +
                                       directory.parent_path().string());
  }
  if (!base::exists(file)) {
    const std::string message =
        file.string() + ": not there; a cascade directory holds a cascade.json";
    if (!base::exists(directory / "config.json")) throw Error(ErrorCode::kNotFound, message);
    throw Error(ErrorCode::kNotFound,
                message + ", and this looks like a model directory; load it as a model", {"model"});
  }
  const base::Json json = base::read_own_json(file);
  check_version(json, file.string());
  require_known_fields(json, cascade_fields(), file.string());
  CascadeConfig config;
  try {
    config.confidence = parse_confidence_kind(
        base::field_or<std::string>(json, "confidence", file.string(), "max_probability"));
  } catch (const Error& error) {
    refuse_field(file.string(), error.what());
  }
  const auto tiers = json.find("tiers");
  if (tiers == json.end() || !tiers->is_array() || tiers->empty()) {
    refuse_field(file.string(), "\"tiers\" should be a list of at least one tier, cheapest first");
  }
  for (std::size_t i = 0; i < tiers->size(); ++i) {
    const std::string where = file.string() + ": tier " + std::to_string(i + 1);
    config.tiers.push_back(
        read_tier((*tiers)[i], directory, where, i == 0, i + 1 == tiers->size()));
  }
  check_order_of_exits(config.tiers, file.string());
  if (config.confidence == ConfidenceKind::kLearned && !config.has_scores()) {
    refuse_field(file.string(),
                 "\"confidence\" is learned, but no tier has a \"learned_score\"; `tango calibrate "
                 "--confidence learned` fits one");
  }
  if (const auto labels = json.find("labels"); labels != json.end() && !labels->is_null()) {
    if (!labels->is_array()) refuse_field(file.string(), "\"labels\" should be a list of names");
    for (const base::Json& label : *labels) {
      if (!label.is_string()) refuse_field(file.string(), "\"labels\" should be a list of names");
      config.labels.push_back(label.get<std::string>());
    }
  }
  config.label_thresholds = read_label_thresholds(json, file.string());
  config.learned_from = base::field_or<std::string>(json, "learned_from", file.string(), "");
  if (config.learned_from.size() % 16 != 0 ||
      config.learned_from.find_first_not_of("0123456789abcdef") != std::string::npos) {
    refuse_field(file.string(),
                 "\"learned_from\" should be hashes of 16 hexadecimal digits each, as `tango "
                 "calibrate --confidence learned` writes them");
  }
  return config;
}

checkpoint::Labels labels_of(const CascadeConfig& config) {
  const TierConfig& last = config.tiers.back();
  checkpoint::Labels labels =
      last.endpoint ? checkpoint::Labels{.names = last.endpoint->labels}
                    : checkpoint::labels_of(checkpoint::open_checkpoint(last.model).config);
  if (!config.labels.empty()) labels.names = config.labels;
  return labels;
}

}  // namespace tango::cascade
