#include "cascade/description.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/file_status.h"
#include "cascade/cascade_config.h"
#include "cascade/confidence.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/model_config.h"
#include "checkpoint/random_weights.h"
#include "kernel/isa.h"
#include "text/tokenizer.h"

namespace tango::cascade {
namespace {

namespace fs = std::filesystem;
using checkpoint::BiLstmConfig;
using checkpoint::EncoderConfig;

base::OrderedJson sizes_of(const EncoderConfig& config) {
  base::OrderedJson sizes{{"family", to_string(config.family)},
                          {"layers", config.num_layers},
                          {"hidden_size", config.hidden_size},
                          {"heads", config.num_heads},
                          {"intermediate_size", config.intermediate_size},
                          {"activation", to_string(config.activation)},
                          {"vocab_size", config.vocab_size}};
  if (config.reads_sentence) sizes["head"] = checkpoint::kSentenceEmbeddings;
  for (const float share : config.token_shares) {
    sizes["token_shares"].push_back(base::shortest(share));
  }
  return sizes;
}

base::OrderedJson sizes_of(const checkpoint::TfidfConfig& config) {
  return {{"family", "tfidf"}, {"max_words", config.max_words}, {"vocab_size", config.vocab_size}};
}

base::OrderedJson sizes_of(const BiLstmConfig& config) {
  return {{"family", "bilstm"},
          {"layers", config.num_layers},
          {"hidden_size", config.hidden_size},
          {"embedding_size", config.embedding_size},
          {"dense_size", config.dense_size},
          {"vocab_size", config.vocab_size}};
}

std::string tokenizer_files(const fs::path& directory) {
  for (const auto& [file, name] :
       {std::pair{"tokenizer.json", "tokenizer.json"},
        std::pair{"merges.txt", "vocab.json + merges.txt"}, std::pair{"vocab.txt", "vocab.txt"},
        std::pair{"sentencepiece.bpe.model", "sentencepiece.bpe.model"},
        std::pair{"spiece.model", "spiece.model"}, std::pair{"spm.model", "spm.model"}}) {
    if (base::exists(directory / file)) return name;
  }
  return "none";
}

base::OrderedJson kernels() {
  kernel::initialize_isa();
  const kernel::IsaReport report = kernel::isa_report();
  return {{"vectors", report.vectors}, {"products", report.products}};
}

void append_readable(const base::OrderedJson& value, std::string_view indent, std::string& text) {
  const std::string deeper = std::string(indent) + "  ";
  for (const auto& [key, item] : value.items()) {
    if (item.is_object()) {
      text += fmt::format("{}{}:\n", indent, key);
      append_readable(item, deeper, text);
    } else if (item.is_array() && !item.empty() && item.front().is_object()) {
      const std::string_view one(key.data(), key.size() - 1);  // "tiers" → "tier 1:"
      for (std::size_t i = 0; i < item.size(); ++i) {
        text += fmt::format("{}{} {}:\n", indent, one, i + 1);
        append_readable(item[i], deeper, text);
      }
    } else if (item.is_array()) {
      std::string list;
      for (const auto& element : item) {
        list += (list.empty() ? "" : ", ") +
                (element.is_string() ? element.get<std::string>() : element.dump());
      }
      text += fmt::format("{}{}: {}\n", indent, key, list);
    } else {
      text += fmt::format("{}{}: {}\n", indent, key,
                          item.is_string() ? item.get<std::string>() : item.dump());
    }
  }
}

}  // namespace

bool is_cascade_directory(const fs::path& directory) {
  return base::exists(directory / "cascade.json");
}

base::OrderedJson describe_model(const fs::path& directory) {
  const checkpoint::Checkpoint opened = checkpoint::open_checkpoint(directory);
  const auto tokenizer = text::load_tokenizer(opened.tokenizer_directory);
  const checkpoint::Labels& labels = checkpoint::labels_of(opened.config);

  base::OrderedJson description{{"directory", directory.string()}};
  description.update(
      std::visit([](const auto& config) { return sizes_of(config); }, opened.config));
  description["parameters"] = checkpoint::RandomWeights(opened.config, 0).num_parameters();
  description["max_tokens"] = checkpoint::max_tokens_of(opened.config);
  description["problem_type"] = to_string(labels.problem_type);
  description["labels"] = labels.names;
  description["tokenizer"] = {{"files", tokenizer_files(opened.tokenizer_directory)},
                              {"vocab_size", tokenizer->vocab_size()}};
  if (const auto length = tokenizer->model_max_length()) {
    description["tokenizer"]["model_max_length"] = *length;
  }
  const fs::path adapter = directory / "adapter_config.json";
  if (base::exists(adapter)) {
    const base::Json json = base::read_json(adapter);
    description["adapter"] = {
        {"type", base::field_or<std::string>(json, "peft_type", adapter.string(), "LORA")},
        {"rank", base::field_or<std::int64_t>(json, "r", adapter.string(), 0)},
        {"base",
         base::require_field<std::string>(json, "base_model_name_or_path", adapter.string())}};
  }
  description["kernels"] = kernels();
  return description;
}

base::OrderedJson describe_cascade(const fs::path& directory) {
  const CascadeConfig config = read_cascade_config(directory);
  base::OrderedJson description{{"directory", directory.string()},
                                {"confidence", to_string(config.confidence)}};
  const checkpoint::Labels labels = labels_of(config);
  if (!config.labels.empty()) description["labels"] = config.labels;
  const std::string file = (directory / "cascade.json").string();
  for (std::size_t i = 0; i < config.tiers.size(); ++i) {
    const TierConfig& tier = config.tiers[i];
    base::OrderedJson item;
    if (i + 1 < config.tiers.size()) {
      item["threshold"] = to_json(threshold_of(config, i, labels, file), labels.names);
    }
    if (tier.learned_score) item["learned_score"] = to_json(*tier.learned_score);
    item["temperature"] = base::shortest(tier.temperature);
    if (tier.endpoint) {
      item["endpoint"] = to_json(*tier.endpoint);
      description["tiers"].push_back(std::move(item));
      continue;
    }
    item["precision"] = tier.precision ? to_string(*tier.precision) : "auto";
    if (tier.layers > 0) {
      item["exit_of"] = tier.model.string();
      item["layers"] = tier.layers;
    } else {
      item["model"] = describe_model(tier.model);
    }
    description["tiers"].push_back(std::move(item));
  }
  return description;
}

std::string readable(const base::OrderedJson& description) {
  std::string text;
  append_readable(description, "", text);
  return text;
}

}  // namespace tango::cascade
