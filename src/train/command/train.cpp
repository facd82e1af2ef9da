// tango-train train: a checkpoint, fine-tuned on labelled texts.
#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "checkpoint/checkpoint.h"
#include "command/exit_status.h"
#include "text/tokenizer.h"
#include "train/command/commands.h"
#include "train/command/data_options.h"
#include "train/command/trainer_options.h"
#include "train/files/model_directory.h"
#include "train/network/encoder.h"
#include "train/optimize/loss.h"
#include "train/run/output_directory.h"
#include "train/run/scoring.h"

namespace tango::train {
namespace {

namespace fs = std::filesystem;

struct FineTuneOptions {
  DataOptions data;
  RunOptions run;
  std::string base;
  int max_tokens = 128;
  double dropout = 0.1;
  LoraOptions lora{.rank = 0};
};

int fine_tune(const FineTuneOptions& options, const std::string& identity) {
  set_threads(options.run);
  const OutputDirectory output(options.run.output);
  const Source source = resolve(options.data);
  const fs::path base = checkpoint::find_model(options.base);
  const checkpoint::Checkpoint checkpoint = checkpoint::open_checkpoint(base);
  const auto* base_config = std::get_if<checkpoint::EncoderConfig>(&checkpoint.config);
  if (base_config == nullptr) {
    throw Error(ErrorCode::kUnsupported, base.string() +
                                             ": fine-tuning starts from an encoder; a "
                                             "BiLSTM is made by tango distill");
  }
  checkpoint::EncoderConfig config = *base_config;
  config.labels = resolve_labels(options.data, source);

  const auto tokenizer = text::load_tokenizer(checkpoint.tokenizer_directory);
  const int max_tokens = std::min(options.max_tokens, config.max_tokens());
  const auto read = [&](const TextFiles& files) {
    return read_labelled(files, *tokenizer, max_tokens, config.labels, source.task_labels);
  };
  const DataSet data = read(source.train);
  const std::optional<DataSet> dev =
      source.dev.paths.empty() ? std::nullopt : std::optional(read(source.dev));

  const std::uint64_t seed = options.run.trainer.seed;
  Parameters parameters = load_parameters(config, checkpoint, seed);
  EncoderOptions network_options{.compute = compute_of(options.run), .dropout = options.dropout};
  if (options.lora.rank > 0) {
    network_options.lora = options.lora;
    adapt(parameters, config, options.lora, seed);
  } else {
    parameters.set_trainable(true);
  }
  const Encoder encoder(parameters, config, network_options);
  const auto logits = [&](const Batch& batch, Pass& pass) { return encoder.logits(batch, pass); };
  const Objective objective{.data = &data,
                            .loss =
                                [&](const Batch& batch, Pass& pass) {
                                  return task_loss(config.labels.problem_type, logits(batch, pass),
                                                   rows_of(data.targets, batch));
                                },
                            .evaluate = dev ? std::function<Evaluation()>([&] {
                              return score(config.labels, source.metric, all_logits(*dev, logits),
                                           dev->targets);
                            })
                                            : nullptr};
  (void)train(parameters, objective, options.run.trainer, output.working(), identity);

  const Storage storage = storage_of(options.run);
  const base::Json config_json =
      classifier_config(base::read_json(base / "config.json"), config, storage);
  output.finish([&](const fs::path& directory) {
    if (network_options.lora) {
      const bool is_path = fs::exists(options.base);
      write_adapter(directory, config_json, config, parameters, options.lora, storage,
                    is_path ? fs::absolute(base).string() : options.base,
                    checkpoint.tokenizer_directory);
    } else {
      write_classifier(directory, config_json, parameters, storage, checkpoint.tokenizer_directory);
    }
  });
  return command::kSuccess;
}

}  // namespace

void add_train(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<FineTuneOptions>();
  CLI::App& command = *program.add_subcommand(
      "train", "Fine-tune an encoder checkpoint on labelled texts, whole or with LoRA");
  command.add_option("--base", options->base, "Model directory, or a name in the model store")
      ->type_name("DIR")
      ->required();
  add_data_options(command, options->data);
  add_run_options(command, options->run);
  command.add_option("--max-tokens", options->max_tokens, "Longer texts are cut")
      ->capture_default_str()
      ->check(CLI::Range(3, 1 << 20));
  command.add_option("--dropout", options->dropout, "Of the encoder")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0.9));
  command
      .add_option("--lora-rank", options->lora.rank, "Train adapters of this rank; 0: everything")
      ->capture_default_str()
      ->check(CLI::Range(0, 4096));
  command.add_option("--lora-alpha", options->lora.alpha, "Their scale is alpha / rank")
      ->capture_default_str();
  command.add_option("--lora-dropout", options->lora.dropout, "Of their inputs")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0.9));
  command
      .add_option("--lora-targets", options->lora.target_modules,
                  "Ends of module names, as in PEFT; default: every linear layer")
      ->type_name("NAME...")
      ->delimiter(',');
  command.footer(
      "Example:\n  tango train --base sentence-transformers/all-mpnet-base-v2 --task sst2 --data "
      "data \\\n    --lora-rank 16 --learning-rate 3e-4 --epochs 1 --output models/sst2-large\n");
  command.callback([options, &command, &chosen] {
    chosen = [options, &command] { return fine_tune(*options, identity_of(command)); };
  });
}

}  // namespace tango::train
