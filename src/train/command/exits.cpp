// tango-train exits: classifiers behind every layer of a model that is fine-tuned, for early exit.
#include <filesystem>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include <tango/error.h>

#include "checkpoint/checkpoint.h"
#include "command/exit_status.h"
#include "command/limits.h"
#include "text/tokenizer.h"
#include "train/command/commands.h"
#include "train/command/data_options.h"
#include "train/command/trainer_options.h"
#include "train/files/tensor_file.h"
#include "train/network/early_exits.h"
#include "train/run/output_directory.h"
#include "train/run/scoring.h"

namespace tango::train {
namespace {

namespace fs = std::filesystem;

struct ExitOptions {
  DataOptions data;
  RunOptions run;
  std::string model;
  std::string method = "deebert";
  int max_tokens = 128;
};

/// Each off-ramp by the metric; the score is their mean.
Evaluation evaluate(const EarlyExits& exits, const DataSet& dev, const checkpoint::Labels& labels,
                    task::Metric metric) {
  const auto joined = [&](const Batch& batch, Pass& pass) {
    return at::cat(exits.logits(batch, pass).off_ramps, 1);
  };
  const at::Tensor all = all_logits(dev, joined);
  const auto width = static_cast<std::int64_t>(labels.names.size());
  const std::int64_t count = all.size(1) / width;
  Evaluation result;
  for (std::int64_t layer = 0; layer < count; ++layer) {
    const at::Tensor own = all.slice(1, layer * width, (layer + 1) * width);
    const double found = score(labels, metric, own, dev.targets).score;
    result.details[fmt::format("layer_{:02}", layer + 1)] = found;
    result.score += found / static_cast<double>(count);
  }
  return result;
}

checkpoint::EncoderConfig encoder_config(const checkpoint::Checkpoint& checkpoint,
                                         const fs::path& model) {
  const auto* config = std::get_if<checkpoint::EncoderConfig>(&checkpoint.config);
  if (config == nullptr || config->num_layers < 2) {
    throw Error(ErrorCode::kUnsupported,
                model.string() + ": early exit needs an encoder of two layers or more");
  }
  if (config->labels.problem_type != checkpoint::ProblemType::kSingleLabelClassification) {
    throw Error(ErrorCode::kUnsupported,
                model.string() + ": early exit needs a classifier with one label per text");
  }
  return *config;
}

int train_exits(const ExitOptions& options, const std::string& identity) {
  set_threads(options.run);
  const OutputDirectory output(options.run.output);
  const Source source = resolve(options.data);
  const fs::path model = checkpoint::find_model(options.model);
  const checkpoint::Checkpoint checkpoint = checkpoint::open_checkpoint(model);
  const checkpoint::EncoderConfig config = encoder_config(checkpoint, model);
  const auto tokenizer = text::load_tokenizer(checkpoint.tokenizer_directory);
  const int max_tokens = std::min(options.max_tokens, config.max_tokens());
  const auto read = [&](const TextFiles& files) {
    return read_labelled(files, *tokenizer, max_tokens, config.labels, source.task_labels);
  };
  const bool by_labels = options.method == "deebert";
  const DataSet data =
      by_labels ? read(source.train)
                : read_texts(transfer_texts(options.data, source), *tokenizer, max_tokens, nullptr);
  const std::optional<DataSet> dev =
      source.dev.paths.empty() ? std::nullopt : std::optional(read(source.dev));

  const EarlyExits exits(
      load_parameters(config, checkpoint, 0), config,
      {.compute = compute_of(options.run), .device = device_of(options.run), .dropout = 0},
      options.run.trainer.seed);
  const Objective objective{
      .data = &data,
      .loss =
          [&](const Batch& batch, Pass& pass) {
            return by_labels ? exits.loss_of_labels(batch, pass, rows_of(data.targets, batch))
                             : exits.loss_of_last(batch, pass);
          },
      .evaluate = dev ? std::function<Evaluation()>(
                            [&] { return evaluate(exits, *dev, config.labels, source.metric); })
                      : nullptr};
  (void)train(exits.parameters(), objective, options.run.trainer, output.working(), identity);
  output.finish([&](const fs::path& directory) {
    for (const auto& entry : fs::directory_iterator(model)) {
      const fs::path name = entry.path().filename();
      // The model card and the log are about the model; the off-ramps get a log of their own.
      if (!entry.is_regular_file() || name == "README.md" || name == "training.jsonl") continue;
      fs::copy(entry.path(), directory / name);
    }
    write_tensors(directory / "off_ramps.safetensors", exits.parameters().all(),
                  storage_of(options.run), {{"method", options.method}});
  });
  return command::kSuccess;
}

}  // namespace

void add_exits(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<ExitOptions>();
  CLI::App& command =
      *program.add_subcommand("exits",
                              "Train early-exit classifiers (off-ramps) after the layers of a "
                              "fine-tuned encoder, which stays as it is.");
  command.add_option("--model", options->model, "Directory of the fine-tuned encoder.")
      ->type_name("DIR")
      ->required();
  command
      .add_option("--method", options->method,
                  "How off-ramps learn: deebert, from labels (Xin et al. 2020), or fastbert, from "
                  "the model's own last layer without labels (Liu et al. 2020).")
      ->capture_default_str()
      ->check(command::one_of({"deebert", "fastbert"}));
  add_data_options(command, options->data);
  add_run_options(command, options->run);
  command
      .add_option("--max-tokens", options->max_tokens,
                  "Maximum number of tokens in a text; longer texts are truncated.")
      ->capture_default_str()
      ->check(command::in_range(3, 1 << 20));
  command.footer(
      "Example:\n  tango exits --model models/sst2/large --task sst2 --data data --epochs 1 \\\n"
      "    --learning-rate 1e-3 --output models/sst2-deebert\n");
  command.callback([options, &command, &chosen] {
    chosen = [options, &command] { return train_exits(*options, identity_of(command)); };
  });
}

}  // namespace tango::train
