// tango export: a model for programs other than tango.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "checkpoint/export_model.h"
#include "cli/commands.h"
#include "command/exit_status.h"
#include "command/say.h"

namespace tango::cli {
namespace {

struct ExportOptions {
  std::string model, output;
  bool quiet = false;
};

int run_export(const ExportOptions& options) {
  const auto remarks = checkpoint::export_model(options.model, options.output);
  for (const std::string& one : remarks) command::say("tango: {}\n", one);
  if (!options.quiet) {
    command::say(
        "{} is a plain directory of transformers: load it with "
        "AutoModelForSequenceClassification or AutoModelForQuestionAnswering\n",
        options.output);
  }
  return command::kSuccess;
}

}  // namespace

void add_export(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<ExportOptions>();
  CLI::App& command = *program.add_subcommand(
      "export",
      "Write a model as a plain Hugging Face directory that transformers loads: fp32 weights, an "
      "adapter merged in, and the tokenizer.");
  command
      .add_option("DIR", options->model,
                  "Model: a directory, an adapter's too, or a name in the model store.")
      ->required();
  command.add_option("--output", options->output, "Directory to make. It must not exist.")
      ->type_name("DIR")
      ->required();
  command.add_flag("--quiet", options->quiet, "Do not say what was written.");
  command.footer(
      "Example:\n"
      "  tango export models/sst2/minilm --output sst2-minilm\n"
      "  python3 -c 'from transformers import pipeline; "
      "print(pipeline(\"text-classification\", \"sst2-minilm\")(\"What a film!\"))'\n");
  command.callback([options, &chosen] { chosen = [options] { return run_export(*options); }; });
}

}  // namespace tango::cli
