#include "cli/evaluate_flags.h"

#include <CLI/CLI.hpp>

#include "command/limits.h"

namespace tango::cli {

void add_source_flags(CLI::App& command, SourceFlags& flags) {
  CLI::Option* task = command.add_option(
      "--task", flags.task,
      "Task that sets columns, labels and metric: sst2, cola, mrpc or qnli; or squad, "
      "for question answering.");
  task->type_name("NAME");
  CLI::Option* split = command.add_option(
      "--split", flags.split,
      "Split of the task: the file DATA/NAME/S.tsv. Splits of squad are train, dev, tune "
      "(dev's even articles) and report (its odd articles).");
  split->type_name("S")->needs(task);
  command.add_option("--data", flags.data, "Directory that holds the tasks' files.")
      ->type_name("DIR")
      ->needs(task);
  command
      .add_option("--input", flags.input.path,
                  "Labelled file (.tsv, .csv, .jsonl or .json, also with .gz or .zst); - is "
                  "standard input.")
      ->type_name("FILE")
      ->excludes(split);
  command
      .add_option(
          "--label", flags.input.label,
          "Column of the right answers: names or ids; lists of them, or names with | or "
          "commas between, where a text may have several labels; or numbers. The default is "
          "label or labels, or one column for each label, with 0 or 1.")
      ->type_name("NAME");
  command
      .add_option("--query", flags.input.query,
                  "Column of the query for which each row's text is ranked. By default it is the "
                  "first text of each pair. For models that give one number.")
      ->type_name("NAME");
  command
      .add_option(
          "--sample", flags.sample,
          "Score this number of rows, taken evenly from the whole. By default all are scored.")
      ->type_name("N")
      ->check(command::in_range(1, 1 << 30));
  add_input_options(command, flags.input);
  command
      .add_option("--metric", flags.metric,
                  "Metric that is the result's \"score\": accuracy, f1 or mcc, or one that "
                  "docs/evaluation.md lists for sets of labels and for numbers. The default is the "
                  "task's metric, or accuracy, micro_f1, auc or pearson.")
      ->type_name("M");
}

evaluate::SourceOptions source_options(const SourceFlags& flags) {
  return {.path = flags.input.path,
          .reading = record_reader_options(flags.input),
          .task = flags.task,
          .split = flags.split,
          .data = flags.data,
          .metric = flags.metric,
          .sample = flags.sample};
}

void add_sweep_flags(CLI::App& command, SweepFlags& flags) {
  CLI::Option* sweep = command.add_flag(
      "--sweep", flags.wanted,
      "Run every text through every tier, one at a time and in best batches, and add to the "
      "results what every threshold is worth, oracle and random deferral, and where the errors "
      "are.");
  command
      .add_option("--tune", flags.tune,
                  "Choose thresholds on this split or file, and report what they are worth here.")
      ->type_name("S|FILE")
      ->needs(sweep);
  command
      .add_option("--exits", flags.settings.exits,
                  "The last tier with off-ramps, from `tango exits`. May be given several times.")
      ->type_name("DIR")
      ->allow_extra_args(false)
      ->needs(sweep);
  command
      .add_option("--rival", flags.rivals,
                  "Another cascade or model: say at which speeds this cascade's score is not "
                  "inferior to its own, with a paired interval. May be given several times.")
      ->type_name("DIR")
      ->transform(stored_directory())
      ->allow_extra_args(false)
      ->needs(sweep);
  command
      .add_option("--repeats", flags.settings.measure.repeats,
                  "Number of times that everything is timed.")
      ->type_name("N")
      ->check(command::in_range(1, 1000))
      ->capture_default_str()
      ->needs(sweep);
  command
      .add_option("--share", flags.settings.results.shares,
                  "Report the speedup at this share of the last tier's score. May be given several "
                  "times. The default is 0.99 and 0.98.")
      ->type_name("S")
      ->check(command::in_range(0.0, 1.0))
      ->allow_extra_args(false)
      ->needs(sweep);
  command
      .add_option("--score", flags.settings.results.scores,
                  "Also report the speedup at this absolute score. May be given several times.")
      ->type_name("S")
      ->check(command::in_range(-1.0, 1.0))
      ->allow_extra_args(false)
      ->needs(sweep);
  command
      .add_flag("--known-batches", flags.settings.measure.known_batches,
                "Use the best batches that are remembered on this machine. Search only where none "
                "are.")
      ->needs(sweep);
  command
      .add_option("--online", flags.settings.online_seconds,
                  "Also let texts arrive one by one at random for this many seconds at each of "
                  "several loads, and report how long they wait for their answers.")
      ->type_name("SECONDS")
      ->check(command::in_range(0.01, 86'400.0))
      ->needs(sweep);
  command
      .add_flag("--with-texts", flags.settings.with_texts,
                "Write the texts that go wrong into the results, not only their rows.")
      ->needs(sweep);
}

}  // namespace tango::cli
