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
#include "checkpoint/checkpoint.h"
#include "checkpoint/safetensors_file.h"

namespace tango::cascade {
namespace {

namespace fs = std::filesystem;

/// What the tiers of one model have in common.
struct Opened {
  checkpoint::Checkpoint checkpoint;
  std::shared_ptr<const text::Tokenizer> tokenizer;
  PrecisionChoice choice;
  bool was_chosen = false;
};

PrecisionChoice choice_of(const TierConfig& config, const LoadOptions& options, Opened& opened,
                          std::future<std::unique_ptr<text::Tokenizer>>& reading) {
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

fs::path off_ramps_of(const fs::path& model) {
  fs::path file = model / "off_ramps.safetensors";
  if (base::exists(file)) return file;
  throw Error(ErrorCode::kNotFound,
              file.string() +
                  ": not there; `tango exits` makes a directory with the model and its "
                  "off-ramps");
}

std::shared_ptr<const model::EarlyExitModel> load_with_exits(std::span<const TierConfig> configs,
                                                             const LoadOptions& options,
                                                             const Opened& opened) {
  const fs::path& directory = configs.back().model;
  const checkpoint::SafetensorsFile off_ramps(off_ramps_of(directory));
  model::EarlyExitOptions exits{.precision = opened.choice.precision,
                                .layers = {},
                                .fingerprint = opened.checkpoint.fingerprint,
                                .cache = options.cache};
  for (const TierConfig& config : configs.first(configs.size() - 1)) {
    exits.layers.push_back(config.layers);
  }
  std::shared_ptr<const model::EarlyExitModel> model = model::make_early_exit_model(
      opened.checkpoint.config, *opened.checkpoint.weights, off_ramps, exits);
  const int layers = model->config().num_layers;
  if (exits.layers.back() >= layers) {
    throw Error(ErrorCode::kInvalidModel, directory.string() + ": an exit after layer " +
                                              std::to_string(exits.layers.back()) + " of " +
                                              std::to_string(layers) +
                                              "; it should leave at least one layer");
  }
  return model;
}

void add_parts(std::span<const TierConfig> configs, const LoadOptions& options,
               const Opened& opened, std::vector<Tier>& tiers) {
  const auto model = load_with_exits(configs, options, opened);
  for (const TierConfig& config : configs) {
    TierSource source = source_of(config, options, opened);
    const bool is_exit = config.layers > 0;
    if (is_exit) {
      source.identity += fmt::format("\n{} layers", config.layers);
    }
    const int layers = is_exit ? config.layers : model->config().num_layers;
    tiers.emplace_back(opened.tokenizer, std::make_shared<const model::EncoderPart>(model, layers),
                       config.temperature, max_tokens_of(options, *opened.tokenizer),
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
    return text::load_tokenizer(opened.checkpoint.tokenizer_directory);
  });
  opened.choice = choice_of(config, options, opened, reading);
  if (configs.size() > 1) {
    if (opened.tokenizer == nullptr) opened.tokenizer = reading.get();
    add_parts(configs, options, opened, tiers);
    return;
  }
  auto model =
      model::make_model(opened.checkpoint.config, *opened.checkpoint.weights,
                        opened.choice.precision, opened.checkpoint.fingerprint, options.cache);
  if (opened.tokenizer == nullptr) opened.tokenizer = reading.get();
  tiers.emplace_back(opened.tokenizer, std::shared_ptr<const model::Model>(std::move(model)),
                     config.temperature, max_tokens_of(options, *opened.tokenizer),
                     options.long_text, source_of(config, options, opened));
}

}  // namespace tango::cascade
