#include "cli/evaluate_flags.h"

#include <filesystem>
#include <system_error>

#include <CLI/CLI.hpp>

#include <tango/error.h>

#include "task/task_preset.h"

namespace tango::cli {

void add_source_flags(CLI::App& command, SourceFlags& flags) {
  command
      .add_option("--task", flags.task,
                  "Task that says columns, labels and metric: sst2, cola, mrpc or qnli; or squad, "
                  "which is made of questions")
      ->type_name("NAME");
  command
      .add_option("--split", flags.split,
                  "The task's file DATA/NAME/S.tsv; of squad train, dev, or dev's even articles "
                  "(tune) or its odd ones (report)")
      ->type_name("S");
  command.add_option("--data", flags.data, "Directory that holds the tasks' files")
      ->type_name("DIR");
  command
      .add_option("--input", flags.input.path,
                  "Labelled file (.tsv, .csv or .jsonl); - is standard input")
      ->type_name("FILE");
  command
      .add_option("--label", flags.input.label,
                  "Column of the right answers, as names or ids; default: label")
      ->type_name("NAME");
  command
      .add_option("--sample", flags.sample,
                  "Number of rows to score, evenly from the whole; default: all of them")
      ->type_name("N")
      ->check(CLI::Range(1, 1 << 30));
  add_input_options(command, flags.input);
  command
      .add_option(
          "--metric", flags.metric,
          "Metric that is the result's \"score\": accuracy, f1 or mcc; default: the task's, "
          "or accuracy")
      ->type_name("M");
}

evaluate::SourceOptions source_options(const SourceFlags& flags) {
  const std::string& path = flags.input.path;
  if (!flags.task.empty() && flags.task != "squad") (void)task::find_task(flags.task);
  if (path.empty() && (flags.task.empty() || flags.split.empty())) {
    throw Error(ErrorCode::kUsage,
                flags.task.empty() ? "which file? Give --input FILE, or --task NAME --split S"
                                   : "--task also needs --split (dev, test ...) or --input FILE");
  }
  std::error_code failure;
  if (path.empty() && flags.data.empty() && !std::filesystem::exists(flags.split, failure)) {
    throw Error(ErrorCode::kUsage, "where are the tasks' files? Name the directory that holds " +
                                       flags.task + "/ with --data or TANGO_DATA");
  }
  evaluate::SourceOptions options{.path = path,
                                  .reading = record_reader_options(flags.input),
                                  .task = flags.task,
                                  .split = flags.split,
                                  .data = flags.data,
                                  .metric = {},
                                  .sample = flags.sample};
  if (!flags.metric.empty()) options.metric = task::parse_metric(flags.metric);
  return options;
}

void add_sweep_flags(CLI::App& command, SweepFlags& flags) {
  CLI::Option* sweep = command.add_flag(
      "--sweep", flags.wanted,
      "Run every text through every tier, one at a time and in best batches, and add to the "
      "results what every threshold is worth, oracle and random deferral, and where the errors "
      "are");
  command
      .add_option("--tune", flags.tune,
                  "Choose thresholds on this split or file, and say what they are worth here")
      ->type_name("S|FILE")
      ->needs(sweep);
  command
      .add_option("--exits", flags.settings.exits,
                  "The last tier with off-ramps, from `tango exits`; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false)
      ->needs(sweep);
  command
      .add_option("--repeats", flags.settings.measure.repeats,
                  "Number of times that everything is timed")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str()
      ->needs(sweep);
  command
      .add_option(
          "--share", flags.settings.results.shares,
          "Share of the last tier's score to give the speedup at; may be repeated; default: "
          "0.99 and 0.98")
      ->type_name("S")
      ->check(CLI::Range(0.0, 1.0))
      ->allow_extra_args(false)
      ->needs(sweep);
  command
      .add_flag("--known-batches", flags.settings.measure.known_batches,
                "Take the best batches as remembered on this machine; search only where none are")
      ->needs(sweep);
  command
      .add_option("--online", flags.settings.online_seconds,
                  "Also let texts arrive one by one at random for this many seconds at each of "
                  "several loads, and say how long they wait for their answers")
      ->type_name("SECONDS")
      ->check(CLI::PositiveNumber)
      ->needs(sweep);
  command
      .add_flag("--with-texts", flags.settings.with_texts,
                "Write the texts that go wrong into the results, not only their rows")
      ->needs(sweep);
}

}  // namespace tango::cli
