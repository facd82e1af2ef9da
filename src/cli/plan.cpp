// tango plan: what a corpus of so many texts takes, from what this machine does with a sample.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <tango/error.h>

#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "command/exit_status.h"
#include "command/limits.h"
#include "evaluate/capacity.h"
#include "service/record_stream.h"

namespace tango::cli {
namespace {

struct PlanOptions {
  ModelOptions model;
  InputOptions input;
  double texts = 1e9;
  double core_price = 0;
  std::int64_t sample = 20'000;
  bool json = false;
};

int plan(const PlanOptions& options) {
  const task::RecordReaderOptions reading = record_reader_options(options.input, options.json);
  const cascade::Cascade cascade =
      load_cascade(options.model, {options.input.path, reading}, options.json);
  std::vector<cascade::Request> texts;
  const auto reader = task::open_record_reader(options.input.path, reading);
  for (task::Record record;
       static_cast<std::int64_t>(texts.size()) < options.sample && reader->next(record);) {
    texts.push_back(service::request_of(std::move(record)));
  }
  if (texts.empty()) {
    throw Error(ErrorCode::kInvalidInput, options.input.path + ": holds no texts", {"input"});
  }
  const evaluate::Capacity capacity =
      evaluate::measure_capacity(cascade, pipeline_options(options.model, cascade), texts);
  const evaluate::CorpusPlan found =
      evaluate::plan_corpus(capacity, options.texts, options.core_price);
  write_whole("-",
              options.json ? plan_json(capacity, found).dump(2) + "\n" : in_words(capacity, found));
  return command::kSuccess;
}

}  // namespace

void add_plan(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<PlanOptions>();
  CLI::App& command = *program.add_subcommand(
      "plan",
      "Say how many cores, hours and how much money so many texts take, from what this machine "
      "does with a sample of them.");
  add_model_choice(command, options->model);
  command
      .add_option("--input", options->input.path,
                  "File of texts like those to come (" + input_formats() + ").")
      ->type_name("FILE")
      ->required();
  command.add_option("--texts", options->texts, "Number of texts to plan for.")
      ->type_name("N")
      ->check(command::above_zero())
      ->capture_default_str();
  command
      .add_option("--core-price", options->core_price,
                  "Price of a core for an hour; then the plan says what the texts cost.")
      ->type_name("X")
      ->check(command::at_least(0));
  command
      .add_option("--sample", options->sample, "Number of the file's texts to measure, at most.")
      ->type_name("N")
      ->check(command::in_range(std::int64_t{1}, std::int64_t{10'000'000}))
      ->capture_default_str();
  add_input_options(command, options->input);
  add_policy_options(command, options->model);
  add_run_options(command, options->model);
  command.add_flag("--json", options->json, "Print the plan as JSON.");
  command.footer(
      "Example:\n"
      "  tango plan --cascade models/sst2 --input reviews.txt --texts 1e9 --core-price 0.04\n");
  command.callback([options, &chosen] { chosen = [options] { return plan(*options); }; });
}

}  // namespace tango::cli
