// tango classify: texts in, answers out.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cascade/answer_format.h"
#include "service/record_stream.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/summary.h"
#include "command/exit_status.h"
#include "command/say.h"

namespace tango::cli {
namespace {

struct ClassifyOptions {
  ModelOptions model;
  InputOptions input;
  std::string format = "jsonl";
  std::string output;
  bool scores = false;
  bool quiet = false;
};

int classify(const ClassifyOptions& options) {
  const cascade::AnswerFormat format = cascade::parse_answer_format(options.format);
  const task::RecordReaderOptions reading = record_reader_options(options.input);
  require_other_file(options.output, options.input.path);
  const cascade::Cascade cascade =
      load_cascade(options.model, {options.input.path, reading}, options.quiet);
  const std::optional<int> tier = pinned_tier(options.model, cascade);
  const bool to_standard_output = options.output.empty() || options.output == "-";
  Output output(
      options.output);  // before the first text is awaited, so that a bad name shows at once
  if (options.input.path == "-" && isatty(STDIN_FILENO) == 1 && !options.quiet) {
    command::say("Type one text per line; Ctrl-D ends the input.\n");
  }
  const auto reader = task::open_record_reader(options.input.path, reading);

  const cascade::AnswerFormatter formatter(cascade.labels(), format, options.scores);
  output.stream().write(formatter.header());
  cascade::Tally tally(cascade.num_tiers());
  const bool answers_are_seen = to_standard_output && isatty(STDOUT_FILENO) == 1;
  Progress progress(options.quiet || answers_are_seen);
  std::string line;
  const auto sink = [&](std::uint64_t id, const cascade::Answer& answer) {
    tally.add(answer);
    formatter.format(id, answer, line);
    output.write_line(line);
    progress.update(tally);
  };
  try {
    service::answer_records(*reader, cascade, pipeline_options(options.model, cascade), tier, sink);
  } catch (...) {
    // Answers given so far are useful on standard output; a file appears complete or not at all.
    if (to_standard_output) output.stream().flush();
    throw;
  }
  output.commit();
  progress.clear();
  if (!options.quiet) {
    command::say("{}", summary_text(tally, reader->repaired_utf8(), progress.seconds()));
  }
  return command::kSuccess;
}

}  // namespace

void add_classify(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<ClassifyOptions>();
  CLI::App& command = *program.add_subcommand(
      "classify",
      "Classify the texts of a file or of standard input: one line of JSON or TSV per text, in "
      "order.");
  command.add_option(
      "INPUT", options->input.path,
      "Input file: plain text (one text per line), .tsv, .csv or .jsonl; - or nothing "
      "means standard input.");
  add_model_choice(command, options->model);
  add_policy_options(command, options->model);
  add_run_options(command, options->model);
  add_input_options(command, options->input);
  add_row_options(command, options->input);
  command.add_option("--format", options->format, "Format of the answers: jsonl or tsv.")
      ->type_name("FORMAT")
      ->capture_default_str();
  command.add_flag("--scores", options->scores, "Add the score of every label.");
  command
      .add_option("--output", options->output,
                  "File for the answers, which appears once it is complete. By default the answers "
                  "go to standard output.")
      ->type_name("FILE");
  command.add_flag("--quiet", options->quiet, "Show no progress line and no summary.");
  command.footer(
      "Example:\n"
      "  tango classify --cascade models/sst2 --threshold 0.9 --output answers.jsonl reviews.tsv\n"
      "  → {\"id\": 0, \"label\": \"positive\", \"score\": 0.998, \"tier\": 1, \"truncated\": "
      "false}\n");
  command.callback([options, &chosen] { chosen = [options] { return classify(*options); }; });
}

}  // namespace tango::cli
