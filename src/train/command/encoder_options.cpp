#include "train/command/encoder_options.h"

#include <algorithm>

#include <tango/error.h>

#include "base/file_status.h"
#include "base/json.h"
#include "checkpoint/checkpoint.h"
#include "command/limits.h"
#include "train/files/model_directory.h"
#include "train/network/encoder.h"
#include "train/network/layer_subset.h"

namespace tango::train {

namespace fs = std::filesystem;

constexpr int kClassifierTokens = 128;
constexpr int kQuestionAnsweringTokens = 384;

void add_tuning_options(CLI::App& command, LoraOptions& options, bool& freeze_embeddings) {
  command
      .add_option(
          "--lora-rank", options.rank,
          "For encoders: rank of LoRA adapters to train; 0 means that all weights are trained.")
      ->capture_default_str()
      ->check(command::in_range(0, 4096));
  command
      .add_option("--lora-alpha", options.alpha,
                  "For LoRA: the adapters' outputs are scaled by alpha / rank.")
      ->capture_default_str()
      ->check(command::above_zero());
  command
      .add_option("--lora-dropout", options.dropout, "For LoRA: dropout of the adapters' inputs.")
      ->capture_default_str()
      ->check(command::in_range(0.0, 0.9));
  command
      .add_option("--lora-targets", options.target_modules,
                  "For LoRA: modules with adapters, by the ends of their names, as in PEFT. By "
                  "default every linear layer has one.")
      ->type_name("NAME...")
      ->delimiter(',');
  command.add_flag("--freeze-embeddings", freeze_embeddings,
                   "For encoders: train all weights but the embeddings. The model then needs its "
                   "base, as with adapters.");
}

void add_length_drop_options(CLI::App& command, LengthDropOptions& options) {
  command
      .add_option("--length-drop", options.drop,
                  "For encoders: largest share of its tokens that each layer learns to prune; "
                  "usual is 0.2. Afterwards tango lengths chooses each layer's share.")
      ->capture_default_str()
      ->check(command::in_range(0.0, 0.9));
  command
      .add_option("--sub-models", options.sub_models,
                  "With --length-drop: number of passes with pruned tokens per step.")
      ->capture_default_str()
      ->check(command::in_range(1, 16));
}

ModelToTrain make_encoder(const EncoderModelOptions& options, const RunOptions& run,
                          const checkpoint::Labels& labels) {
  const bool by_adapters = options.lora.rank > 0;
  if (by_adapters && !options.layers.empty()) {
    throw Error(ErrorCode::kUsage,
                "--lora-rank with --layers: adapters need a base that has just these layers; leave "
                "one of the two flags out");
  }
  const fs::path base = checkpoint::find_model(options.base);
  const checkpoint::Checkpoint checkpoint = checkpoint::open_checkpoint(base);
  const auto* base_config = std::get_if<checkpoint::EncoderConfig>(&checkpoint.config);
  if (base_config == nullptr) {
    throw Error(ErrorCode::kUnsupported, base.string() +
                                             ": not an encoder; to make a BiLSTM, run tango "
                                             "distill --student bilstm");
  }
  if (base_config->reads_sentence) {
    throw Error(ErrorCode::kUnsupported,
                base.string() +
                    ": a logistic regression on sentence embeddings can't be trained further; "
                    "start from the encoder that it was made from");
  }
  checkpoint::EncoderConfig config = *base_config;
  config.labels = labels;
  const std::uint64_t seed = run.trainer.seed;
  ModelToTrain model;
  model.labels = labels;
  model.parameters = load_parameters(config, checkpoint, seed);
  EncoderOptions network{
      .compute = compute_of(run), .device = device_of(run), .dropout = options.dropout};
  if (!options.layers.empty()) {
    model.parameters = keep_layers(model.parameters, config, options.layers);
    config.num_layers = static_cast<int>(options.layers.size());
  }
  if (by_adapters) {
    network.lora = options.lora;
    adapt(model.parameters, config, options.lora, seed);
  } else {
    model.parameters.set_trainable(true);
    if (options.freeze_embeddings) model.parameters.freeze("embeddings.");
  }
  model.network = std::make_unique<Encoder>(model.parameters, config, network);
  model.tokenizer = text::load_tokenizer(checkpoint.tokenizer_directory);
  model.encoder = config;
  const bool is_span = labels.problem_type == checkpoint::ProblemType::kSpan;
  const int wanted =
      options.max_tokens.value_or(is_span ? kQuestionAnsweringTokens : kClassifierTokens);
  model.max_tokens = std::min(wanted, config.max_tokens());
  const std::string base_name =
      base::exists(options.base) ? fs::absolute(base).string() : options.base;
  model.write = [config, base, base_name, needs_base = by_adapters || options.freeze_embeddings,
                 lora = options.lora, parameters = model.parameters,
                 tokenizer = checkpoint.tokenizer_directory](const fs::path& directory,
                                                             Storage storage) {
    const base::Json json =
        classifier_config(base::read_json(base / "config.json"), config, storage);
    if (needs_base) {
      write_adapter(directory, json, config, parameters, lora, storage, base_name, tokenizer);
    } else {
      write_classifier(directory, json, parameters, storage, tokenizer);
    }
  };
  return model;
}

}  // namespace tango::train
