// tango-train distill: a small model that answers as a large one does.
#include <memory>
#include <optional>

#include <fmt/format.h>

#include <tango/error.h>

#include "command/exit_status.h"
#include "command/limits.h"
#include "train/command/commands.h"
#include "train/command/confidence_options.h"
#include "train/command/data_options.h"
#include "train/command/distill_layers.h"
#include "train/command/distill_question_answering.h"
#include "train/command/distill_regression.h"
#include "train/command/preset.h"
#include "train/command/student.h"
#include "train/command/trainer_options.h"
#include "train/data/teacher_logits.h"
#include "train/optimize/loss.h"
#include "train/run/output_directory.h"
#include "train/run/scoring.h"

namespace tango::train {
namespace {

struct DistillOptions {
  DataOptions data;
  RunOptions run;
  StudentOptions student;
  QuestionAnsweringOptions questions;
  std::vector<std::string> logits;
  std::string loss, preset;
  SoftLoss soft;
  ConfidenceOptions confidence;
};

void distill_logits(const DistillOptions& options, const std::string& identity) {
  if (options.logits.empty()) {
    throw Error(ErrorCode::kUsage,
                "no teacher: give --logits FILE, which tango label writes, or for --loss layers "
                "--teacher DIR");
  }
  const OutputDirectory output(options.run.output);
  const Source source = resolve(options.data);
  const bool labelled = options.soft.label_weight > 0;
  const TextFiles texts = labelled ? source.train : transfer_texts(options.data, source);
  TeacherLogits teacher = read_teacher_logits({options.logits.begin(), options.logits.end()});
  const ConfidenceLoss confidence(options.confidence, teacher);
  const ModelToTrain student =
      make_student(options.student, options.run, teacher.labels, texts, output.working());

  DataSet data = labelled ? read_labelled(texts, *student.tokenizer, student.max_tokens,
                                          teacher.labels, source.task_labels)
                          : read_texts(texts, *student.tokenizer, student.max_tokens, nullptr);
  if (texts.most_texts > 0) teacher.logits = teacher.logits.slice(0, 0, data.size());
  if (teacher.logits.size(0) != data.size()) {
    throw Error(
        ErrorCode::kInvalidInput,
        fmt::format("there are {} texts, but logits of {}; run tango label on the same files",
                    data.size(), teacher.logits.size(0)));
  }
  data.teacher_logits = teacher.logits;
  std::optional<DataSet> dev;
  if (!source.dev.paths.empty()) {
    dev = read_labelled(source.dev, *student.tokenizer, student.max_tokens, teacher.labels,
                        source.task_labels);
  }
  const auto logits = [&](const Batch& batch, Pass& pass) {
    return student.network->logits(batch, pass);
  };
  const auto loss_of = [&](const at::Tensor& found, const Batch& batch) {
    const at::Tensor wanted = rows_of(data.teacher_logits, batch);
    const at::Tensor soft = options.loss == "kl"
                                ? soft_loss(found, wanted, options.soft.temperature)
                                : logits_loss(found, wanted);
    if (!labelled) return confidence.add_to(soft, found, batch);
    const at::Tensor hard =
        task_loss(teacher.labels.problem_type, found, rows_of(data.targets, batch));
    return confidence.add_to(
        (1 - options.soft.label_weight) * soft + options.soft.label_weight * hard, found, batch);
  };
  const Objective objective{
      .data = &data,
      .loss =
          [&](const Batch& batch, Pass& pass) {
            return sandwich_loss(*student.network, options.student.length_drop,
                                 teacher.labels.problem_type, batch, pass,
                                 [&](const at::Tensor& found) { return loss_of(found, batch); });
          },
      .evaluate = dev ? std::function<Evaluation()>([&] {
        return score(teacher.labels, source.metric, all_logits(*dev, logits), dev->targets);
      })
                      : nullptr};
  (void)train(student.parameters, objective, options.run.trainer, output.working(), identity);
  output.finish([&](const std::filesystem::path& directory) {
    student.write(directory, storage_of(options.run));
  });
}

int distill(const DistillOptions& options, const std::string& identity) {
  // The steps of a BiLSTM are too small to share: two threads took 43 s where one takes 15 s.
  set_threads(options.run, options.student.student == "bilstm" ? 1 : 0);
  const bool answers_questions = is_question_answering(options.data);
  if (!options.confidence.loss.empty() &&
      (answers_questions || options.loss == "layers" || is_regression(options.student))) {
    throw Error(ErrorCode::kUsage,
                "--confidence-loss goes with the losses mse and kl of a classifier that is "
                "trained in steps");
  }
  if (is_regression(options.student)) {
    if (answers_questions || options.loss == "layers" || options.loss == "mse" ||
        options.soft.label_weight > 0) {
      throw Error(ErrorCode::kUsage,
                  "a logistic regression has a loss of its own (--loss kl without labels), and "
                  "answers no questions");
    }
    distill_regression(options.data, options.run, options.student, options.logits);
    return command::kSuccess;
  }
  if (answers_questions && !options.loss.empty() && options.loss != "kl") {
    throw Error(ErrorCode::kUsage, "with questions, the loss can only be --loss kl");
  }
  if (answers_questions) {
    distill_question_answering(options.data, options.questions, options.run, options.student,
                               options.soft, identity);
  } else if (options.loss == "layers") {
    distill_layers(options.data, options.run, options.student, identity);
  } else {
    distill_logits(options, identity);
  }
  return command::kSuccess;
}

}  // namespace

void add_distill(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<DistillOptions>();
  CLI::App& command = *program.add_subcommand(
      "distill", "Train a small model to answer as a large one does, on texts without labels.");
  add_data_options(command, options->data);
  add_run_options(command, options->run);
  add_shards_option(command, options->run);
  add_student_options(command, options->student);
  add_preset_option(command, options->preset);
  add_question_answering_options(command, options->questions);
  command
      .add_option("--logits", options->logits,
                  "Files of the teacher's logits, one per --train file and in the same order, from "
                  "tango label.")
      ->type_name("FILE...");
  command
      .add_option("--loss", options->loss,
                  "Loss: mse (of logits), kl (of probabilities) or layers (TinyBERT's first stage: "
                  "embeddings, hidden states and attention of --teacher). By default it is mse; "
                  "for question answering it is kl.")
      ->check(command::one_of({"mse", "kl", "layers"}));
  command
      .add_option("--label-weight", options->soft.label_weight,
                  "Share of the loss that comes from labels; above 0, every text needs one.")
      ->capture_default_str()
      ->check(command::in_range(0.0, 1.0));
  command
      .add_option("--temperature", options->soft.temperature,
                  "Temperature of the probabilities with --loss kl.")
      ->capture_default_str()
      ->check(command::above_zero());
  add_confidence_options(command, options->confidence);
  command.footer(
      "Example:\n  tango distill --student bilstm --train texts.tsv --logits texts.safetensors "
      "\\\n    --task sst2 --data data --epochs 3 --output models/sst2-bilstm\n");
  command.callback([options, &command, &chosen] {
    chosen = [options, &command] {
      apply_preset(command, options->preset, options->student.student);
      return distill(*options, identity_of(command));
    };
  });
}

}  // namespace tango::train
