// tango-train train: a checkpoint, fine-tuned on labelled texts.
#include <filesystem>
#include <memory>
#include <optional>

#include "command/exit_status.h"
#include "command/limits.h"
#include "train/command/commands.h"
#include "train/command/data_options.h"
#include "train/command/encoder_options.h"
#include "train/command/question_answering_options.h"
#include "train/command/trainer_options.h"
#include "train/optimize/loss.h"
#include "train/run/output_directory.h"
#include "train/run/scoring.h"
#include "train/run/span_scoring.h"

namespace tango::train {
namespace {

struct FineTuneOptions {
  DataOptions data;
  RunOptions run;
  EncoderModelOptions encoder;
  QuestionAnsweringOptions questions;
  LengthDropOptions length_drop;
};

/// Trains and writes the model.
void finish(const FineTuneOptions& options, const std::string& identity, const ModelToTrain& model,
            const Objective& objective, const OutputDirectory& output) {
  (void)train(model.parameters, objective, options.run.trainer, output.working(), identity);
  output.finish([&](const std::filesystem::path& directory) {
    model.write(directory, storage_of(options.run));
  });
}

void fine_tune_question_answering(const FineTuneOptions& options, const std::string& identity) {
  const OutputDirectory output(options.run.output);
  const ModelToTrain model = make_encoder(options.encoder, options.run, checkpoint::span_labels());
  const QuestionAnsweringData data = read_questions(options.data, options.questions, model);
  check_answers(data.train);
  const auto logits = [&](const Batch& batch, Pass& pass) {
    return model.network->logits(batch, pass);
  };
  const Objective objective{
      .data = &data.train.data,
      .loss =
          [&](const Batch& batch, Pass& pass) {
            return sandwich_loss(*model.network, options.length_drop, model.labels.problem_type,
                                 batch, pass, [&](const at::Tensor& found) {
                                   return span_loss(found, rows_of(data.train.data.targets, batch));
                                 });
          },
      .evaluate = data.dev
                      ? std::function<Evaluation()>([&] { return score_spans(*data.dev, logits); })
                      : nullptr};
  finish(options, identity, model, objective, output);
}

void fine_tune_classifier(const FineTuneOptions& options, const std::string& identity) {
  const OutputDirectory output(options.run.output);
  const Source source = resolve(options.data);
  const ModelToTrain model =
      make_encoder(options.encoder, options.run, resolve_labels(options.data, source));
  const auto read = [&](const TextFiles& files) {
    return read_labelled(files, *model.tokenizer, model.max_tokens, model.labels,
                         source.task_labels);
  };
  const DataSet data = read(source.train);
  const std::optional<DataSet> dev =
      source.dev.paths.empty() ? std::nullopt : std::optional(read(source.dev));
  const auto logits = [&](const Batch& batch, Pass& pass) {
    return model.network->logits(batch, pass);
  };
  const Objective objective{
      .data = &data,
      .loss =
          [&](const Batch& batch, Pass& pass) {
            return sandwich_loss(*model.network, options.length_drop, model.labels.problem_type,
                                 batch, pass, [&](const at::Tensor& found) {
                                   return task_loss(model.labels.problem_type, found,
                                                    rows_of(data.targets, batch));
                                 });
          },
      .evaluate = dev ? std::function<Evaluation()>([&] {
        return score(model.labels, source.metric, all_logits(*dev, logits), dev->targets);
      })
                      : nullptr};
  finish(options, identity, model, objective, output);
}

int fine_tune(const FineTuneOptions& options, const std::string& identity) {
  set_threads(options.run);
  if (is_question_answering(options.data)) {
    fine_tune_question_answering(options, identity);
  } else {
    fine_tune_classifier(options, identity);
  }
  return command::kSuccess;
}

}  // namespace

void add_train(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<FineTuneOptions>();
  CLI::App& command = *program.add_subcommand(
      "train",
      "Fine-tune an encoder checkpoint on labelled texts or questions, in full or with LoRA.");
  command
      .add_option("--base", options->encoder.base,
                  "Model to start from: a directory, or a name in the model store.")
      ->type_name("DIR")
      ->required();
  add_data_options(command, options->data);
  add_run_options(command, options->run);
  add_shards_option(command, options->run);
  command
      .add_option("--max-tokens", options->encoder.max_tokens,
                  "Maximum number of tokens in a text. Longer texts are truncated, and contexts of "
                  "questions are split into windows. By default it is 128; for question answering "
                  "it is 384.")
      ->check(command::in_range(3, 1 << 20));
  command.add_option("--dropout", options->encoder.dropout, "Dropout of the encoder.")
      ->capture_default_str()
      ->check(command::in_range(0.0, 0.9));
  add_tuning_options(command, options->encoder.lora, options->encoder.freeze_embeddings);
  add_question_answering_options(command, options->questions);
  add_length_drop_options(command, options->length_drop);
  command.footer(
      "Example:\n  tango train --base sentence-transformers/all-mpnet-base-v2 --task sst2 --data "
      "data \\\n    --lora-rank 16 --learning-rate 3e-4 --epochs 1 --output sst2-large\n");
  command.callback([options, &command, &chosen] {
    chosen = [options, &command] { return fine_tune(*options, identity_of(command)); };
  });
}

}  // namespace tango::train
