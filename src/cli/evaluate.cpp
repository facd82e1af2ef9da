// tango evaluate: how often the answers to a labelled file are right.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "cli/answer_records.h"
#include "cli/commands.h"
#include "cli/evaluation.h"
#include "cli/labelled_source.h"
#include "cli/machine.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/sweep.h"
#include "command/exit_status.h"
#include "task/label_map.h"
#include "task/task_preset.h"

namespace tango::cli {
namespace {

struct EvaluateOptions {
  ModelOptions model;
  SourceOptions source;
  std::string output;
  bool quiet = false;
  SweepSettings sweep;
};

base::OrderedJson sweep(const EvaluateOptions& options, const LabelledSource& source,
                        const cascade::Cascade& cascade, Progress& progress) {
  const std::vector<std::string>& labels = cascade.labels().names;
  std::optional<evaluate::LabelledTexts> tune;
  if (!options.sweep.tune.empty()) {
    tune = read_labelled(tune_source(options.source, source, options.sweep.tune), labels);
  }
  SweepSettings settings = options.sweep;
  settings.measure.workers =
      options.model.workers > 0 ? options.model.workers : base::usable_cpus();
  base::OrderedJson json =
      sweep_json(cascade, read_labelled(source, labels), tune, settings,
                 [&](const std::string& what) { progress.draw([&] { return what; }); });
  progress.clear();
  json["machine"] = machine_json();
  return json;
}

int evaluate(const EvaluateOptions& options) {
  const LabelledSource source = resolve_source(options.source);
  const cascade::Cascade cascade =
      load_cascade(options.model, other_split(options.source, source), options.quiet);
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
  if (!options.source.task.empty()) result["task"] = options.source.task;
  if (!options.source.split.empty()) result["split"] = options.source.split;
  result["seconds"] = seconds;
  result["texts_per_s"] = seconds > 0 ? static_cast<double>(truths.size()) / seconds : 0;
  result["truncated"] = tally.truncated();
  result["repaired_utf8"] = reader->repaired_utf8();
  if (tier) result["pinned_tier"] = *tier;
  if (options.sweep.wanted) result["sweep"] = sweep(options, source, cascade, progress);

  if (!options.output.empty()) write_whole(options.output, result.dump(2) + "\n");
  if (options.output != "-" && !options.quiet) {
    write_whole("-", evaluation.to_table() + summary_text(tally, reader->repaired_utf8(), seconds) +
                         (options.sweep.wanted ? sweep_table(result["sweep"]) : ""));
  }
  return command::kSuccess;
}

}  // namespace

void add_evaluate(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<EvaluateOptions>();
  CLI::App& command = *program.add_subcommand(
      "evaluate", "Accuracy, F1, Matthews correlation and deferral rate on a labelled file");
  add_model_choice(command, options->model);
  add_source_options(command, options->source);
  add_policy_options(command, options->model);
  add_run_options(command, options->model);
  command.add_option("--output", options->output, "File for the results as JSON; -: to stdout")
      ->type_name("FILE");
  command.add_flag("--quiet", options->quiet, "No progress line and no table");
  add_sweep_options(command, options->sweep);
  command.footer(
      "Example:\n"
      "  tango evaluate --cascade models/sst2 --task sst2 --split test --data data \\\n"
      "    --threshold 0.9 --output results.json\n"
      "  tango evaluate --cascade models/sst2/mpnet --task sst2 --split test --data data \\\n"
      "    --sweep --tune dev --output results.json\n");
  command.callback([options, &chosen] { chosen = [options] { return evaluate(*options); }; });
}

}  // namespace tango::cli
