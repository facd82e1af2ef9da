#include "certify/identity.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/cache_directory.h"
#include "base/mapped_file.h"
#include "base/ordered_json.h"
#include "base/random.h"
#include "cascade/model_memory.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/model_files.h"

namespace tango::certify {
namespace {

namespace fs = std::filesystem;

std::uint64_t hash_of_weights(const checkpoint::Checkpoint& opened) {
  const base::MachineMemory memory =
      cascade::model_memory(opened.fingerprint, "content", base::machine_cache());
  if (const auto record = memory.recall()) {
    const auto hash = record->find("hash");
    if (hash != record->end() && hash->is_number_unsigned()) return hash->get<std::uint64_t>();
  }
  const std::uint64_t hash = checkpoint::content_hash(opened);
  memory.keep({{"hash", hash}});
  return hash;
}

std::string in_words(const base::Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// null without a score, so that one that is added or taken away is a difference.
base::Json json_of(const cascade::LearnedScore* score) {
  return score == nullptr ? base::Json() : base::Json(to_json(*score));
}

/// Whether the model computes in fp32 whatever precision the cascade names.
bool has_one_precision(const fs::path& directory) {
  const checkpoint::ModelConfig config = checkpoint::open_checkpoint(directory).config;
  const auto* words = std::get_if<checkpoint::BiLstmConfig>(&config);
  return std::holds_alternative<checkpoint::TfidfConfig>(config) ||
         (words != nullptr && words->num_layers == 0);
}

/// What a certificate says of the option; nullopt: nothing. Earlier versions wrote no layers of a
/// whole model, and no thresholds of labels where there are none.
std::optional<base::Json> known_of(const base::Json& options, const std::string& key) {
  if (options.contains(key)) return options[key];
  if (key == "layers") return 0;
  if (key == "label_thresholds") return base::Json::array();
  return std::nullopt;
}

}  // namespace

std::string hash_of_model(const fs::path& directory) {
  const checkpoint::Checkpoint opened = checkpoint::open_checkpoint(directory);
  std::uint64_t hash = hash_of_weights(opened);
  for (const char* name : checkpoint::tokenizer_files()) {
    const fs::path file = opened.tokenizer_directory / name;
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) continue;
    hash = base::fnv1a64(name, base::mix64(hash));
    hash = base::fnv1a64(base::MappedFile(file).text(), hash);
  }
  return fmt::format("{:016x}", hash);
}

CascadeIdentity identity_of_files(const cascade::CascadeConfig& config) {
  CascadeIdentity identity;
  identity.options = {{"confidence", std::string(cascade::to_string(config.confidence))},
                      {"tiers", base::Json::array()}};
  for (const cascade::TierConfig& tier : config.tiers) {
    identity.models.push_back(
        tier.endpoint
            ? fmt::format("{:016x}", base::fnv1a64(cascade::to_json(*tier.endpoint).dump()))
            : hash_of_model(tier.model));
    base::Json options{{"temperature", base::shortest(tier.temperature)}};
    if (identity.models.size() < config.tiers.size()) {
      options["threshold"] = base::shortest(tier.threshold);
      if (!tier.class_thresholds.empty()) options["threshold"] = base::Json::object();
      for (const auto& [label, threshold] : tier.class_thresholds) {
        options["threshold"][label] = base::shortest(threshold);
      }
    }
    if (config.confidence == cascade::ConfidenceKind::kLearned) {
      options["learned_score"] = json_of(tier.learned_score ? &*tier.learned_score : nullptr);
    }
    options["layers"] = tier.layers;
    if (tier.precision && !tier.endpoint && !has_one_precision(tier.model)) {
      options["precision"] = std::string(to_string(*tier.precision));
    }
    identity.options["tiers"].push_back(std::move(options));
  }
  return identity;
}

CascadeIdentity identity_of(const cascade::CascadeConfig& config, const cascade::Cascade& cascade) {
  CascadeIdentity identity = identity_of_files(config);
  identity.options["confidence"] = std::string(cascade::to_string(cascade.rule().kind()));
  for (int index = 0; index < cascade.num_tiers(); ++index) {
    const cascade::Tier& tier = cascade.tier(index);
    base::Json& options = identity.options["tiers"][static_cast<std::size_t>(index)];
    options["temperature"] = base::shortest(tier.temperature());
    options.erase("learned_score");
    if (cascade.rule().kind() == cascade::ConfidenceKind::kLearned) {
      options["learned_score"] = json_of(cascade.rule().score_of(index));
    }
    options["long_text"] = std::string(cascade::to_string(tier.long_text()));
    options["max_tokens"] = tier.max_tokens();
    if (tier.endpoint() == nullptr) {
      options["precision"] = std::string(to_string(tier.model().precision()));
    }
  }
  set_thresholds(identity, cascade.thresholds(), cascade.labels().names);
  identity.options["label_thresholds"] = base::Json::array();
  for (const float threshold : cascade.label_thresholds()) {
    identity.options["label_thresholds"].push_back(base::shortest(threshold));
  }
  return identity;
}

void set_thresholds(CascadeIdentity& identity, std::span<const cascade::Threshold> thresholds,
                    std::span<const std::string> labels) {
  for (std::size_t tier = 0; tier < thresholds.size(); ++tier) {
    identity.options["tiers"][tier]["threshold"] = to_json(thresholds[tier], labels);
  }
}

void set_scores(CascadeIdentity& identity,
                std::span<const std::optional<cascade::LearnedScore>> scores) {
  identity.options["confidence"] = std::string(to_string(cascade::ConfidenceKind::kLearned));
  for (std::size_t tier = 0; tier < scores.size(); ++tier) {
    identity.options["tiers"][tier]["learned_score"] =
        json_of(scores[tier] ? &*scores[tier] : nullptr);
  }
}

std::optional<std::string> difference(const CascadeIdentity& certified,
                                      const CascadeIdentity& found) {
  if (certified.models.size() != found.models.size()) {
    return fmt::format("the cascade has {} tiers, certified were {}", found.models.size(),
                       certified.models.size());
  }
  for (std::size_t tier = 0; tier < found.models.size(); ++tier) {
    if (certified.models[tier] != found.models[tier]) {
      return fmt::format("the model of tier {} is another", tier + 1);
    }
  }
  const auto compare = [](const base::Json& before, const base::Json& now,
                          const std::string& where) -> std::optional<std::string> {
    for (const auto& [key, value] : now.items()) {
      const std::optional<base::Json> was = known_of(before, key);
      if (key == "tiers" || !was || *was == value) continue;
      if (key == "label_thresholds") {
        return fmt::format("the labels' thresholds are {}, certified were {}", in_words(value),
                           in_words(*was));
      }
      if (key == "layers") {
        const auto layers = [](const base::Json& count) {
          return count == 0 ? "all" : in_words(count);
        };
        return fmt::format("{}layers are {}, certified were {}", where, layers(value),
                           layers(*was));
      }
      if (key == "learned_score") return fmt::format("{}learned score is another", where);
      return fmt::format("{}{} is {}, certified was {}", where, key, in_words(value),
                         in_words(*was));
    }
    return std::nullopt;
  };
  if (auto fault = compare(certified.options, found.options, "the kind of ")) return fault;
  const base::Json& before = certified.options["tiers"];
  const base::Json& now = found.options["tiers"];
  for (std::size_t tier = 0; tier < std::min(before.size(), now.size()); ++tier) {
    const std::string where = fmt::format("tier {}'s ", tier + 1);
    if (auto fault = compare(before[tier], now[tier], where)) return fault;
  }
  return std::nullopt;
}

}  // namespace tango::certify
