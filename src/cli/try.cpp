// tango try: what a cascade of one's own classifier promises to be worth, in minutes.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "checkpoint/checkpoint.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/output.h"
#include "cli/typed_command.h"
#include "command/exit_status.h"
#include "command/limits.h"
#include "command/say.h"
#include "command/stop.h"
#include "recipe/trial/trial_words.h"

namespace tango::cli {
namespace {

struct TryOptions {
  recipe::TrialOptions trial;
  std::string teacher, texts, logits, forecast;
  InputOptions input;
  bool json = false, quiet = false;
};

/// The commands to go on with, as a shell reads them.
std::string next_commands(const TryOptions& options, const CLI::App& command) {
  std::vector<std::string> build = {"tango",   "build",       "--teacher", options.teacher,
                                    "--texts", options.texts, "--output",  "cascade"};
  if (options.trial.keep != recipe::TrialOptions().keep) {
    build.insert(build.end(), {"--keep", fmt::format("{:g}", options.trial.keep)});
  }
  return fmt::format(
      "next:\n"
      "  {0}{1} --dry-run\n"
      "  {0}{1}\n"
      "  tango evaluate --cascade cascade --against-last-tier OTHER-TEXTS{1}\n",
      shell_line(build), typed_flags(command, kInputFlags));
}

int try_out(const TryOptions& options, const CLI::App& command) {
  recipe::TrialOptions trial = options.trial;
  trial.teacher = checkpoint::find_model(options.teacher);
  trial.texts = options.texts;
  trial.logits = options.logits;
  trial.forecast = options.forecast;
  trial.reading = record_reader_options(options.input, options.json || options.quiet);
  const command::StopOnSignals stop_on_signals;
  const recipe::Trial found = recipe::run_trial(trial, [&options](const std::string& what) {
    if (!options.quiet) command::say("== {}\n", what);
  });
  write_whole("-", options.json ? to_json(found, trial).dump(2) + "\n"
                                : in_words(found, trial) + next_commands(options, command));
  return found.parity && !found.parity->holds() ? command::kAnswerIsNo : command::kSuccess;
}

}  // namespace

void add_try(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<TryOptions>();
  CLI::App& command = *program.add_subcommand(
      "try",
      "See in minutes what a cascade of your own classifier would be worth: whether its logits are "
      "those of the framework it comes from, what int8 changes, how fast a cascade with a student "
      "of a few minutes already is, and what a month costs. Nothing is kept.");
  command
      .add_option("--teacher", options->teacher,
                  "Classifier: a fine-tuned model directory, or a name in the model store.")
      ->type_name("DIR")
      ->required();
  command
      .add_option("--texts", options->texts,
                  "File of texts like those to come (" + input_formats() +
                      "), without labels; at least 100, and better thousands. Of JSON Lines with "
                      "\"id\" and \"logits\", the logits are compared.")
      ->type_name("FILE")
      ->required();
  command
      .add_option("--logits", options->logits,
                  "JSON Lines {\"id\": 0, \"logits\": [...]} that the teacher gave elsewhere, of "
                  "these texts or of a \"text\" in each line; the exit status is 1 if they differ "
                  "by more than 0.0001.")
      ->type_name("FILE");
  command
      .add_option("--keep", options->trial.keep,
                  "Share of the teacher's answers that a cascade should keep.")
      ->type_name("S")
      ->check(command::in_range(0.5, 1.0))
      ->capture_default_str();
  command
      .add_option("--forecast", options->forecast,
                  "Parameters that scripts/trial_forecast.py fit has written from trials and built "
                  "cascades of other tasks: says how fast a built cascade should be, with an "
                  "interval of 80 %. Without it nothing is forecast.")
      ->type_name("FILE");
  command
      .add_option("--texts-per-month", options->trial.texts_per_month,
                  "Number of texts to answer each month; with --core-price, the trial says what "
                  "they cost.")
      ->type_name("N")
      ->check(command::above_zero());
  command.add_option("--core-price", options->trial.core_price, "Price of a core for an hour.")
      ->type_name("X")
      ->check(command::above_zero());
  add_input_options(command, options->input);
  command.add_flag("--json", options->json, "Print what was found as JSON.");
  command.add_flag("--quiet", options->quiet, "Do not say what is being done.");
  command.footer(
      "Example:\n"
      "  tango try --teacher my-classifier --texts sample.jsonl --texts-per-month 1e7 \\\n"
      "    --core-price 0.04\n");
  command.callback([options, &command, &chosen] {
    chosen = [options, &command] { return try_out(*options, command); };
  });
}

}  // namespace tango::cli
