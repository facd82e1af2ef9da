#include "cascade/load_tiers.h"

#include <algorithm>
#include <future>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/file_status.h"
#include "cascade/precision_gate.h"
#include "cascade/shared.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/safetensors_file.h"
#include "kernel/isa.h"
#include "kernel/matmul/matmul.h"

namespace tango::cascade {
namespace {

namespace fs = std::filesystem;

/// An encoder's exits in their order, then all of it.
using Parts = std::vector<model::EncoderPart>;

/// What tiers compute with, for every cascade of the process (docs/decisions/0072).
struct SharedParts {
  Shared<text::Tokenizer> tokenizers;
  Shared<model::Model> models;
  Shared<Parts> parts;
};

SharedParts& shared() {
  static SharedParts all;
  return all;
}

std::shared_ptr<const text::Tokenizer> tokenizer_of(const fs::path& directory) {
  const text::TokenizerSource source = text::tokenizer_source(directory);
  return shared().tokenizers.get(source.tokenizer_class, base::file_versions(source.files),
                                 [&directory] { return text::load_tokenizer(directory); });
}

/// What the tiers of one model have in common.
struct Opened {
  checkpoint::Checkpoint checkpoint;
  std::shared_ptr<const text::Tokenizer> tokenizer;
  PrecisionChoice choice;
  bool was_chosen = false;
};

PrecisionChoice choice_of(const TierConfig& config, const LoadOptions& options, Opened& opened,
                          std::future<std::shared_ptr<const text::Tokenizer>>& reading) {
  if (options.precision) return {*options.precision, "the caller asked for"};
  if (config.precision) return {*config.precision, "the cascade names"};
  opened.was_chosen = true;
  opened.tokenizer = reading.get();
  return choose_precision(opened.checkpoint, *opened.tokenizer, options.max_tokens, options.samples,
                          options.cache);
}

int max_tokens_of(const LoadOptions& options, const text::Tokenizer& tokenizer) {
  const std::optional<int> own = tokenizer.model_max_length();
  if (!own || !options.obey_tokenizer) return options.max_tokens;
  return options.max_tokens == 0 ? *own : std::min(options.max_tokens, *own);
}

TierSource source_of(const TierConfig& config, const LoadOptions& options, const Opened& opened) {
  return {.directory = config.model,
          .identity = opened.checkpoint.fingerprint,
          .why_precision = opened.choice.why,
          .precision_was_chosen = opened.was_chosen,
          .cache = options.cache};
}

/// What a model depends on beside its files.
std::string options_of(const Opened& opened) {
  kernel::initialize_isa();
  const model::Precision precision = opened.choice.precision;
  return fmt::format("{} {}", to_string(precision), kernel::matmul_implementation(precision));
}

fs::path off_ramps_of(const fs::path& model) {
  fs::path file = model / "off_ramps.safetensors";
  if (base::exists(file)) return file;
  throw Error(ErrorCode::kNotFound,
              file.string() +
                  ": not there; `tango exits` makes a directory with the model and its "
                  "off-ramps");
}

std::unique_ptr<Parts> load_with_exits(std::span<const TierConfig> configs,
                                       const LoadOptions& options, const Opened& opened) {
  const fs::path& directory = configs.back().model;
  const checkpoint::SafetensorsFile off_ramps(off_ramps_of(directory));
  model::EarlyExitOptions exits{.precision = opened.choice.precision,
                                .layers = {},
                                .fingerprint = opened.checkpoint.fingerprint,
                                .cache = options.cache};
  for (const TierConfig& config : configs.first(configs.size() - 1)) {
    exits.layers.push_back(config.layers);
  }
  const std::shared_ptr<const model::EarlyExitModel> model = model::make_early_exit_model(
      opened.checkpoint.config, *opened.checkpoint.weights, off_ramps, exits);
  const int layers = model->config().num_layers;
  if (exits.layers.back() >= layers) {
    throw Error(ErrorCode::kInvalidModel, directory.string() + ": an exit after layer " +
                                              std::to_string(exits.layers.back()) + " of " +
                                              std::to_string(layers) +
                                              "; it should leave at least one layer");
  }
  auto parts = std::make_unique<Parts>();
  for (const int exit : exits.layers) parts->emplace_back(model, exit);
  parts->emplace_back(model, layers);
  return parts;
}

void add_parts(std::span<const TierConfig> configs, const LoadOptions& options,
               const Opened& opened, std::vector<Tier>& tiers) {
  std::string made_as = options_of(opened);
  for (const TierConfig& config : configs) made_as += fmt::format(" {}", config.layers);
  const auto parts = shared().parts.get(made_as, base::file_versions(opened.checkpoint.files),
                                        [&] { return load_with_exits(configs, options, opened); });
  for (std::size_t i = 0; i < configs.size(); ++i) {
    TierSource source = source_of(configs[i], options, opened);
    if (configs[i].layers > 0) source.identity += fmt::format("\n{} layers", configs[i].layers);
    tiers.emplace_back(opened.tokenizer,
                       std::shared_ptr<const model::EncoderPart>(parts, &(*parts)[i]),
                       configs[i].temperature, max_tokens_of(options, *opened.tokenizer),
                       options.long_text, std::move(source));
  }
}

}  // namespace

void load_tiers(std::span<const TierConfig> configs, const LoadOptions& options,
                std::vector<Tier>& tiers) {
  const TierConfig& config = configs.back();
  if (config.endpoint) {
    tiers.emplace_back(open_endpoint(*config.endpoint),
                       checkpoint::Labels{.names = config.endpoint->labels}, config.temperature,
                       config.endpoint->url);
    return;
  }
  Opened opened{
      .checkpoint = checkpoint::open_checkpoint(config.model), .tokenizer = nullptr, .choice = {}};
  auto reading = std::async(std::launch::async, [&opened] {  // while the weights are read
    return tokenizer_of(opened.checkpoint.tokenizer_directory);
  });
  opened.choice = choice_of(config, options, opened, reading);
  if (configs.size() > 1) {
    if (opened.tokenizer == nullptr) opened.tokenizer = reading.get();
    add_parts(configs, options, opened, tiers);
    return;
  }
  auto model = shared().models.get(
      options_of(opened), base::file_versions(opened.checkpoint.files), [&opened, &options] {
        return model::make_model(opened.checkpoint.config, *opened.checkpoint.weights,
                                 opened.choice.precision, opened.checkpoint.fingerprint,
                                 options.cache);
      });
  if (opened.tokenizer == nullptr) opened.tokenizer = reading.get();
  tiers.emplace_back(opened.tokenizer, std::move(model), config.temperature,
                     max_tokens_of(options, *opened.tokenizer), options.long_text,
                     source_of(config, options, opened));
}

}  // namespace tango::cascade
