// tango-train exits: classifiers behind every layer of a model that is fine-tuned, for early exit.
#include <filesystem>
#include <memory>
#include <optional>

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include <tango/error.h>

#include "checkpoint/checkpoint.h"
#include "command/exit_status.h"
#include "text/tokenizer.h"
#include "train/command/commands.h"
#include "train/command/data_options.h"
#include "train/command/trainer_options.h"
#include "train/files/tensor_file.h"
#include "train/network/encoder.h"
#include "train/network/off_ramps.h"
#include "train/optimize/loss.h"
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

/// A frozen encoder and the off-ramps that are trained behind its layers.
class EarlyExits {
 public:
  EarlyExits(const checkpoint::EncoderConfig& config, const checkpoint::Checkpoint& checkpoint,
             const RunOptions& run)
      : config_(config),
        encoder_(load_parameters(config, checkpoint, 0), config,
                 {.compute = compute_of(run), .dropout = 0, .lora = std::nullopt}),
        parameters_(make_off_ramps(config, run.trainer.seed)),
        off_ramps_(parameters_, config, 0) {}

  /// Of every off-ramp, and of the encoder's own head.
  struct Logits {
    std::vector<at::Tensor> off_ramps;
    at::Tensor last;
  };
  [[nodiscard]] Logits logits(const Batch& batch, Pass& pass) const {
    std::vector<at::Tensor> states;
    at::Tensor last;
    {
      const at::NoGradGuard frozen;
      states = encoder_.hidden_states(batch, pass);
      last = encoder_.head_logits(states, pass);
    }
    return {off_ramps_.logits(states, pass), last};
  }

  /// Xin et al. 2020, section 3.2: the sum of the off-ramps' own losses.
  [[nodiscard]] at::Tensor loss_of_labels(const Batch& batch, Pass& pass,
                                          const at::Tensor& targets) const {
    at::Tensor sum = at::zeros({}, at::kFloat);
    for (const at::Tensor& one : logits(batch, pass).off_ramps) {
      sum = sum + task_loss(config_.labels.problem_type, one, targets);
    }
    return sum;
  }

  /// Liu et al. 2020, equation 6: the sum of KL(off-ramp || last).
  [[nodiscard]] at::Tensor loss_of_last(const Batch& batch, Pass& pass) const {
    const Logits all = logits(batch, pass);
    const at::Tensor last = at::log_softmax(all.last, -1);
    at::Tensor sum = at::zeros({}, at::kFloat);
    for (const at::Tensor& one : all.off_ramps) {
      const at::Tensor found = at::log_softmax(one, -1);
      sum = sum + (found.exp() * (found - last)).sum(-1).mean();
    }
    return sum;
  }

  /// Of each off-ramp by the metric; the score is their mean.
  [[nodiscard]] Evaluation evaluate(const DataSet& dev, task::Metric metric) const {
    const auto joined = [&](const Batch& batch, Pass& pass) {
      return at::cat(logits(batch, pass).off_ramps, 1);
    };
    const at::Tensor all = all_logits(dev, joined);
    const auto width = static_cast<std::int64_t>(config_.labels.names.size());
    Evaluation result;
    const std::int64_t count = all.size(1) / width;
    for (std::int64_t layer = 0; layer < count; ++layer) {
      const double found = score(config_.labels, metric,
                                 all.slice(1, layer * width, (layer + 1) * width), dev.targets)
                               .score;
      result.details[fmt::format("layer_{:02}", layer + 1)] = found;
      result.score += found / static_cast<double>(count);
    }
    return result;
  }

  [[nodiscard]] const Parameters& parameters() const { return parameters_; }

 private:
  checkpoint::EncoderConfig config_;
  Encoder encoder_;
  Parameters parameters_;
  OffRamps off_ramps_;
};

checkpoint::EncoderConfig encoder_config(const checkpoint::Checkpoint& checkpoint,
                                         const fs::path& model) {
  const auto* config = std::get_if<checkpoint::EncoderConfig>(&checkpoint.config);
  if (config == nullptr || config->num_layers < 2) {
    throw Error(ErrorCode::kUnsupported,
                model.string() + ": early exit needs an encoder of two layers or more");
  }
  if (config->labels.problem_type != checkpoint::ProblemType::kSingleLabelClassification) {
    throw Error(ErrorCode::kUnsupported,
                model.string() + ": early exit needs a classifier with one label a text");
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
                : read_texts(without_labels(source.train), *tokenizer, max_tokens, nullptr);
  const std::optional<DataSet> dev =
      source.dev.paths.empty() ? std::nullopt : std::optional(read(source.dev));

  const EarlyExits exits(config, checkpoint, options.run);
  const Objective objective{
      .data = &data,
      .loss =
          [&](const Batch& batch, Pass& pass) {
            return by_labels ? exits.loss_of_labels(batch, pass, rows_of(data.targets, batch))
                             : exits.loss_of_last(batch, pass);
          },
      .evaluate =
          dev ? std::function<Evaluation()>([&] { return exits.evaluate(*dev, source.metric); })
              : nullptr};
  (void)train(exits.parameters(), objective, options.run.trainer, output.working(), identity);
  output.finish([&](const fs::path& directory) {
    for (const auto& entry : fs::directory_iterator(model)) {
      if (entry.is_regular_file()) fs::copy(entry.path(), directory / entry.path().filename());
    }
    write_tensors(directory / "off_ramps.safetensors", exits.parameters().all(),
                  storage_of(options.run), {{"method", options.method}});
  });
  return command::kSuccess;
}

}  // namespace

void add_exits(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<ExitOptions>();
  CLI::App& command = *program.add_subcommand(
      "exits", "Train off-ramps behind the layers of a fine-tuned encoder, which stays as it is");
  command.add_option("--model", options->model, "The fine-tuned encoder")
      ->type_name("DIR")
      ->required();
  command
      .add_option("--method", options->method,
                  "deebert: from labels (Xin et al. 2020); fastbert: from the model's own last "
                  "layer, labels not needed (Liu et al. 2020)")
      ->capture_default_str()
      ->check(CLI::IsMember({"deebert", "fastbert"}));
  add_data_options(command, options->data);
  add_run_options(command, options->run);
  command.add_option("--max-tokens", options->max_tokens, "Longer texts are cut")
      ->capture_default_str()
      ->check(CLI::Range(3, 1 << 20));
  command.footer(
      "Example:\n  tango exits --model models/sst2/large --task sst2 --data data --epochs 1 \\\n"
      "    --learning-rate 1e-3 --output models/sst2-deebert\n");
  command.callback([options, &command, &chosen] {
    chosen = [options, &command] { return train_exits(*options, identity_of(command)); };
  });
}

}  // namespace tango::train
