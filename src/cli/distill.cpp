// tango distill: labels the texts once, then runs tango-train distill.
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/cache_directory.h"
#include "base/file_status.h"
#include "base/random.h"
#include "cli/commands.h"
#include "cli/label.h"
#include "cli/trainer_process.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;

struct DistillOptions {
  LabelOptions label;
  std::vector<std::string> train, logits;
  std::string loss, task, problem_type;
};

/// The cached file of the teacher's logits for `texts`, written first if it is not there.
std::string cached_logits(const DistillOptions& options, const std::string& texts) {
  LabelOptions labelling = options.label;
  labelling.input.path = texts;
  const std::string identity = identity_of(labelling, load_teacher(labelling));
  const auto cache = base::cache_directory();
  if (!cache) {
    throw Error(
        ErrorCode::kNotFound,
        "there is no cache directory for the teacher's logits: set TANGO_CACHE, XDG_CACHE_HOME or "
        "HOME; or run tango label and give its output with --logits FILE");
  }
  const fs::path directory = *cache / "logits";
  std::error_code failure;
  fs::create_directories(directory, failure);
  if (failure) throw Error(ErrorCode::kIo, directory.string() + ": " + failure.message());
  const fs::path file = directory / fmt::format("{:016x}.safetensors", base::fnv1a64(identity));
  labelling.output = file.string();
  if (!base::exists(file)) label(labelling);
  return file.string();
}

int distill(const DistillOptions& options, const CLI::App& command) {
  std::vector<std::string> arguments = trainer_arguments(command);
  if (const auto fault = check_trainer_arguments({&arguments, 1}, Variables::kRead).front().fault) {
    throw Error(ErrorCode::kUsage, "distill: " + fault->message);  // before texts are labelled
  }
  // Otherwise the teacher gives its word vectors or its layers, or answers questions.
  const bool answers_questions = options.task == "squad" || options.problem_type == "span";
  if (!options.label.model.model.empty() && options.logits.empty() && options.loss != "layers" &&
      !answers_questions) {
    for (const std::string& texts : options.train) {
      arguments.insert(arguments.end(), {"--logits", cached_logits(options, texts)});
    }
  }
  become_trainer(arguments);
}

}  // namespace

void add_distill(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<DistillOptions>();
  CLI::App& command = *program.add_subcommand(
      "distill", "Train a small model to answer as a large one does, on texts without labels.");
  command.add_option("--train", options->train, "File of texts to train on; they need no labels.")
      ->type_name("FILE")
      ->take_all();
  command
      .add_option("--teacher", options->label.model.model,
                  "Model to learn from: a directory, or a name in the model store. Its logits are "
                  "computed once and cached.")
      ->type_name("DIR")
      ->transform(stored_directory());
  command
      .add_option("--teacher-precision", options->label.model.precision,
                  "Precision that the teacher runs in: auto, fp32, bf16 or int8.")
      ->capture_default_str();
  command
      .add_option(
          "--logits", options->logits,
          "File of the teacher's logits for each --train file, from tango label. By default "
          "they are computed now.")
      ->type_name("FILE")
      ->take_all();
  command
      .add_option("--loss", options->loss,
                  "Loss: mse, kl or layers, which needs no logits; see tango-train distill --help.")
      ->type_name("NAME");
  command
      .add_option(
          "--task", options->task,
          "Task that gives the columns, the labels and the dev split: sst2, cola, mrpc, qnli "
          "or squad.")
      ->type_name("NAME");
  command
      .add_option("--problem-type", options->problem_type,
                  "span if the --train files hold questions on contexts (JSON of SQuAD 1.1).")
      ->type_name("NAME");
  command.allow_extras();
  command.footer(
      "All other flags are passed on to tango-train; tango-train distill --help lists "
      "them.\nExample:\n"
      "  tango distill --teacher models/sst2/large --student bilstm --train texts.tsv \\\n"
      "    --task sst2 --data data --output models/sst2-bilstm\n");
  command.callback([options, &command, &chosen] {
    chosen = [options, &command] { return distill(*options, command); };
  });
}

}  // namespace tango::cli
