// tango label: a model's logits of many texts, for distillation.
#include <memory>

#include "cli/commands.h"
#include "cli/label_texts.h"
#include "command/exit_status.h"

namespace tango::cli {

void add_label(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<LabelOptions>();
  CLI::App& command = *program.add_subcommand(
      "label", "Write a model's logits of every text of a file: what a student learns from");
  command.add_option("INPUT", options->input.path, "Plain text, .tsv, .csv or .jsonl")->required();
  command.add_option("--model", options->model.model, "The teacher's directory")
      ->type_name("DIR")
      ->required();
  add_run_options(command, options->model);
  add_input_options(command, options->input);
  command
      .add_option("--output", options->output,
                  "Safetensors file to make; a run that was stopped goes on from OUTPUT.partial")
      ->type_name("FILE")
      ->required();
  command.add_flag("--quiet", options->quiet, "No progress line and no summary");
  command.footer(
      "Example:\n  tango label --model models/sst2-large --precision int8 --output "
      "texts.safetensors texts.tsv\n");
  command.callback([options, &chosen] {
    chosen = [options] {
      label_texts(*options);
      return command::kSuccess;
    };
  });
}

}  // namespace tango::cli
