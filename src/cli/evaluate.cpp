// tango evaluate: how often the answers to a labelled file are right.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "cli/answer_records.h"
#include "cli/commands.h"
#include "cli/evaluation.h"
#include "cli/input_options.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "command/exit_status.h"
#include "task/label_map.h"
#include "task/task_preset.h"

namespace tango::cli {
namespace {

struct EvaluateOptions {
  ModelOptions model;
  InputOptions input;
  std::string task;
  std::string split;
  std::string data;
  std::string metric;
  std::string output;
  bool quiet = false;
};

/// The task's layout unless flags say otherwise, and its file unless --input names one.
struct Source {
  std::filesystem::path path;
  task::ReaderOptions reading;
  std::vector<std::string> task_labels;
  task::Metric metric = task::Metric::kAccuracy;
};

Source resolve_source(const EvaluateOptions& options) {
  Source source{options.input.path, reader_options(options.input), {}, {}};
  source.reading.columns.want_label = true;
  if (!options.task.empty()) {
    const task::TaskPreset& preset = task::find_task(options.task);
    if (source.reading.columns.empty()) source.reading.columns = preset.columns;
    source.task_labels = preset.labels;
    source.metric = preset.metric;
    if (source.path.empty()) {
      if (options.split.empty()) {
        throw Error(ErrorCode::kUsage, "--task also needs --split (dev, test ...) or --input FILE");
      }
      if (options.data.empty()) {
        throw Error(ErrorCode::kUsage,
                    "where are the tasks' files? Name the directory that holds " + options.task +
                        "/ with --data or TANGO_DATA");
      }
      source.path = task::find_split(options.data, preset, options.split);
    }
  } else if (source.path.empty()) {
    throw Error(ErrorCode::kUsage, "which file? Give --input FILE, or --task NAME --split S");
  }
  if (!options.metric.empty()) source.metric = task::parse_metric(options.metric);
  return source;
}

/// Texts of the task to choose a precision by, which are not those that are scored.
SampleFile other_split(const EvaluateOptions& options, const Source& source) {
  if (options.task.empty() || options.data.empty()) return {};
  for (const char* split : {"train", "dev"}) {
    try {
      SampleFile samples{task::find_split(options.data, task::find_task(options.task), split),
                         source.reading};
      if (split != options.split && samples.path != source.path) return samples;
    } catch (const Error&) {  // no such split: the next
    }
  }
  return {};
}

int evaluate(const EvaluateOptions& options) {
  const Source source = resolve_source(options);
  const cascade::Cascade cascade =
      load_cascade(options.model, other_split(options, source), options.quiet);
  if (cascade.labels().problem_type != checkpoint::ProblemType::kSingleLabelClassification) {
    throw Error(ErrorCode::kUnsupported,
                "evaluate scores single-label models; this one gives several labels or a number");
  }
  const std::optional<int> tier = pinned_tier(options.model, cascade);
  const auto reader = task::open_reader(source.path, source.reading);
  const std::string name = source.path == "-" ? "standard input" : source.path.string();

  const task::LabelMap labels(cascade.labels().names, source.task_labels);
  std::vector<int> truths;
  const auto read = [&](const task::Record& record) {
    const std::string where = name + ":" + std::to_string(record.line);
    truths.push_back(labels.require(record.label.value_or(""), where));
  };
  std::vector<Judged> judged;
  Tally tally(cascade.num_tiers());
  Progress progress(options.quiet);
  const auto sink = [&](std::uint64_t, const cascade::Answer& answer) {
    judged.push_back({answer.tier, answer.label});
    tally.add(answer);
    progress.update(tally);
  };
  const cascade::PipelineOptions pipeline = pipeline_options(options.model, cascade);
  answer_records(*reader, cascade, pipeline, tier, read, sink);
  const double seconds = progress.seconds();
  progress.clear();
  if (truths.empty()) throw Error(ErrorCode::kInvalidInput, name + ": holds no rows to score");

  const Evaluation evaluation(cascade, truths, judged);
  base::OrderedJson result = evaluation.to_json(source.metric);
  result["model"] = options.model.cascade.empty() ? options.model.model : options.model.cascade;
  result["input"] = name;
  if (!options.task.empty()) result["task"] = options.task;
  if (!options.split.empty()) result["split"] = options.split;
  result["seconds"] = seconds;
  result["texts_per_s"] = seconds > 0 ? static_cast<double>(truths.size()) / seconds : 0;
  result["truncated"] = tally.truncated();
  result["repaired_utf8"] = reader->repaired_utf8();
  if (tier) result["pinned_tier"] = *tier;

  if (!options.output.empty()) write_whole(options.output, result.dump(2) + "\n");
  if (options.output != "-" && !options.quiet) {
    write_whole("-", evaluation.to_table() + summary_text(tally, reader->repaired_utf8(), seconds));
  }
  return command::kSuccess;
}

}  // namespace

void add_evaluate(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<EvaluateOptions>();
  options->input.path.clear();
  CLI::App& command = *program.add_subcommand(
      "evaluate", "Accuracy, F1, Matthews correlation and deferral rate on a labelled file");
  add_model_choice(command, options->model);
  command.add_option("--task", options->task, "sst2, cola, mrpc or qnli: columns, labels, metric")
      ->type_name("NAME");
  command.add_option("--split", options->split, "The task's file: DATA/NAME/S.tsv")->type_name("S");
  command.add_option("--data", options->data, "Directory that holds the tasks' files")
      ->type_name("DIR");
  command
      .add_option("--input", options->input.path, "Labelled file (.tsv, .csv, .jsonl); -: stdin")
      ->type_name("FILE");
  command
      .add_option("--label", options->input.label,
                  "Column of the right answers, names or ids; default: label")
      ->type_name("NAME");
  add_input_options(command, options->input);
  add_policy_options(command, options->model);
  add_run_options(command, options->model);
  command
      .add_option("--metric", options->metric,
                  "The result's \"score\": accuracy, f1 or mcc; default: the task's, or accuracy")
      ->type_name("M");
  command.add_option("--output", options->output, "File for the results as JSON; -: to stdout")
      ->type_name("FILE");
  command.add_flag("--quiet", options->quiet, "No progress line and no table");
  command.footer(
      "Example:\n"
      "  tango evaluate --cascade models/sst2 --task sst2 --split test --data data \\\n"
      "    --threshold 0.9 --output results.json\n");
  command.callback([options, &chosen] { chosen = [options] { return evaluate(*options); }; });
}

}  // namespace tango::cli
