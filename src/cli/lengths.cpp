// tango lengths: how many tokens each layer of a question-answering model should keep.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/draft.h"
#include "cli/commands.h"
#include "cli/model_options.h"
#include "command/exit_status.h"
#include "command/limits.h"
#include "command/progress.h"
#include "command/say.h"
#include "evaluate/length_choice.h"

namespace tango::cli {
namespace {

struct LengthOptions {
  std::string model, articles = "all", output, precision = "int8";
  evaluate::LengthTrialOptions trial;
  evaluate::LengthSearchOptions search;
  double keep = 0.99;
  bool quiet = false;
};

int find_lengths(LengthOptions options) {
  base::require_absent(options.output);  // before the search
  ModelOptions model;
  model.precision = options.precision;
  options.trial.precision = chosen_precision(model).value_or(model::Precision::kInt8);
  options.trial.articles = reading::parse_articles(options.articles);
  evaluate::LengthTrial trial(options.model, options.trial);
  command::Progress progress(options.quiet);
  const evaluate::LengthChoice choice =
      evaluate::choose_lengths(trial, options.search, options.keep, [&](int done, int all) {
        progress.draw([&] { return fmt::format("{} of {} candidates", done, all); });
      });
  progress.clear();
  evaluate::write_shortened_model(trial.directory(), choice, options.output);
  if (!options.quiet) command::say("{}", choice.to_table());
  return command::kSuccess;
}

}  // namespace

void add_lengths(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<LengthOptions>();
  CLI::App& command = *program.add_subcommand(
      "lengths",
      "Find how many tokens each layer of a question-answering model can prune, and write the "
      "model that prunes them.");
  command
      .add_option("--model", options->model,
                  "Question-answering model that was trained with --length-drop: a directory or a "
                  "name in the model store.")
      ->type_name("DIR")
      ->transform(stored_directory())
      ->required();
  command
      .add_option("--questions", options->trial.questions,
                  "Questions with answers to choose by, as SQuAD 1.1's JSON. Do not use those "
                  "that results are reported on.")
      ->type_name("FILE")
      ->required();
  command
      .add_option("--articles", options->articles,
                  "Articles of that file to use: all, even or odd.")
      ->capture_default_str()
      ->check(command::one_of({"all", "even", "odd"}));
  command
      .add_option("--most-questions", options->trial.most_questions,
                  "Use at most this number of questions, taken evenly from the file.")
      ->capture_default_str()
      ->check(command::in_range(1, 1'000'000));
  command
      .add_option(
          "--keep", options->keep,
          "Share of the F1 without pruning that must be kept. The choice that keeps it with "
          "the least work is written.")
      ->capture_default_str()
      ->check(command::in_range(0.0, 1.0));
  command
      .add_option("--generations", options->search.generations,
                  "Number of generations of the evolutionary search.")
      ->capture_default_str()
      ->check(command::in_range(0, 10'000));
  command
      .add_option("--children", options->search.children,
                  "Number of candidates that are tried per generation.")
      ->capture_default_str()
      ->check(command::in_range(1, 10'000));
  command
      .add_option("--seed", options->search.seed,
                  "Seed of the search. The same seed finds the same lengths.")
      ->capture_default_str()
      ->check(command::seed());
  command
      .add_option("--max-tokens", options->trial.windows.max_tokens,
                  "Maximum number of tokens per window of the context.")
      ->capture_default_str()
      ->check(command::in_range(8, 1 << 20));
  command
      .add_option("--precision", options->precision,
                  "Arithmetic in which candidates are tried: fp32, bf16 or int8.")
      ->capture_default_str();
  command.add_option("--output", options->output, "Model directory to write.")
      ->type_name("DIR")
      ->required();
  command.add_flag("--quiet", options->quiet, "Show no progress and no table.");
  command.footer(
      "Example:\n  tango lengths --model models/squad/minilm --questions data/squad/dev-v1.1.json "
      "\\\n    --articles even --keep 0.99 --output models/squad-dynamic\n");
  command.callback([options, &chosen] { chosen = [options] { return find_lengths(*options); }; });
}

}  // namespace tango::cli
