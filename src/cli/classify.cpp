// tango classify: texts in, answers out. Its flags.
#include "cli/classify.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "command/limits.h"

namespace tango::cli {
namespace {

void add_audit_options(CLI::App& command, ClassifyOptions& options, CLI::Option* keep) {
  CLI::Option* audit = command.add_option(
      "--audit", options.audit,
      "Watch the cascade's promise: of a part of the texts the other tier's answer is asked for, "
      "too. When too many differ, an alarm is raised and the last tier reads every text until a "
      "threshold that keeps the promise is found. The state is kept in this file, twice a minute "
      "and when the run ends or is stopped, so that a later run goes on.");
  audit->type_name("FILE")->excludes(keep);
  for (const char* other :
       {"--threshold", "--tier", "--row-threshold", "--row-tier", "--confidence"}) {
    audit->excludes(command.get_option(other));
  }
  command
      .add_option("--audit-rate", options.audits.rate,
                  "Share of the texts that are audited, by a coin that knows nothing else of them.")
      ->type_name("SHARE")
      ->capture_default_str()
      ->needs(audit);
}

void add_output_options(CLI::App& command, ClassifyOptions& options, CLI::Option* keep) {
  command
      .add_option("--format,--output-format", options.format,
                  "Format of the answers: jsonl, tsv or csv. By default the extension of the "
                  "output decides: .tsv, .tab, .csv; else it is jsonl.")
      ->type_name("FORMAT");
  CLI::Option* on_error = command.add_option(
      "--on-error", options.on_error,
      "What a row that cannot be read or answered does: stop ends the run; row writes a row with "
      "the error in its place and goes on, and the exit status is then 4.");
  on_error->type_name("stop|row")
      ->check(command::one_of({"stop", "row"}))
      ->excludes(keep)
      ->excludes(command.get_option("--audit"))
      ->capture_default_str();
  command
      .add_option("--id", options.id,
                  "Column whose value is the id of a row's answer. By default the id is the number "
                  "of the row, from 0.")
      ->type_name("NAME");
  command
      .add_option("--first-row", options.first_row,
                  "Number of the input's first row, where it is a part of a larger file.")
      ->type_name("N")
      ->check(command::at_least(0))
      ->excludes(keep)
      ->capture_default_str();
  command.add_flag("--keep-columns", options.keep_columns,
                   "Write all columns of a row in front of its answer, and let a column named id "
                   "be the answer's id. A column that has the name of one of the answer's is "
                   "called input_NAME.");
  command.add_flag("--scores", options.scores, "Add the score of every label.");
  CLI::Option* output = command.add_option(
      "--output", options.output,
      "File for the answers, which appears once it is complete. By default the answers go to "
      "standard output.");
  output->type_name("FILE");
  command
      .add_flag("--resume", options.resume,
                "Keep the answers so far in OUTPUT.partial, and go on behind those that an earlier "
                "run of the same command with this flag has left, however it was stopped.")
      ->needs(output)
      ->excludes(keep)
      ->excludes(command.get_option("--audit"));
  command.add_flag("--quiet", options.quiet, "Show no progress line and no summary.");
}

}  // namespace

bool goes_to_standard_output(const ClassifyOptions& options) {
  return options.output.empty() || options.output == "-";
}

std::vector<std::filesystem::path> input_paths(const ClassifyOptions& options) {
  return {options.inputs.begin(), options.inputs.end()};
}

task::RecordReaderOptions reading_of(const ClassifyOptions& options) {
  task::RecordReaderOptions reading = record_reader_options(options.input, options.quiet);
  reading.columns.id = options.id;
  reading.columns.keep_all = options.keep_columns;
  return reading;
}

cascade::AnswerFormat answer_format(const ClassifyOptions& options) {
  if (!options.format.empty()) return cascade::parse_answer_format(options.format);
  return cascade::answer_format_of(options.output);
}

void add_classify(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<ClassifyOptions>();
  CLI::App& command = *program.add_subcommand(
      "classify",
      "Classify the texts of files or of standard input: one line of JSON, TSV or CSV per text, in "
      "order.");
  command.add_option(
      "INPUT", options->inputs,
      "Input file: " + input_formats() +
          "; - or nothing means standard input. The answers to several files say of which file "
          "(\"file\") they are; their rows are numbered through.");
  add_model_choice(command, options->model);
  add_policy_options(command, options->model);
  add_run_options(command, options->model);
  add_input_options(command, options->input);
  add_row_options(command, options->input);
  command.get_option("--tier")->excludes(command.get_option("--row-threshold"));
  CLI::Option* keep = command.add_option(
      "--keep", options->keep,
      "Give at least this share of the file's texts the last tier's answer, and let the last tier "
      "read as few texts as that needs. The cascade's thresholds are not used. Beside a file "
      "of answers, FILE.promise.json says what is promised, with the seed.");
  keep->type_name("SHARE");
  for (const char* other : {"--threshold", "--tier", "--row-threshold", "--row-tier"}) {
    keep->excludes(command.get_option(other));
  }
  command
      .add_option(
          "--confidence-level", options->confidence_level,
          "Probability with which --keep is kept, over the draw of the texts that are read.")
      ->type_name("LEVEL")
      ->capture_default_str()
      ->needs(keep);
  command.add_option("--seed", options->seed, "Seed of the draws of --keep.")
      ->type_name("N")
      ->check(command::seed())
      ->capture_default_str()
      ->needs(keep);
  add_audit_options(command, *options, keep);
  add_output_options(command, *options, keep);
  command.footer(
      "Example:\n"
      "  tango classify --cascade models/sst2 --keep 0.98 --output answers.jsonl reviews.tsv\n"
      "  tango classify --cascade models/sst2 --threshold 0.9 --output answers.jsonl reviews.tsv\n"
      "  → {\"id\": 0, \"label\": \"positive\", \"score\": 0.998, \"tier\": 1, \"truncated\": "
      "false}\n");
  command.callback([options, &chosen] {
    chosen = [options] {
      return options->keep ? classify_corpus(*options) : classify_stream(*options);
    };
  });
}

}  // namespace tango::cli
