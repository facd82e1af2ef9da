// tango evaluate: how often the answers to a labelled file are right.
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "cascade/pipeline.h"
#include "cli/commands.h"
#include "cli/evaluation.h"
#include "cli/labelled_source.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/question_evaluation.h"
#include "cli/summary.h"
#include "cli/sweep.h"
#include "command/exit_status.h"
#include "evaluate/machine.h"

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
                        const evaluate::LabelledTexts& texts, const cascade::Cascade& cascade,
                        Progress& progress) {
  std::optional<evaluate::LabelledTexts> tune;
  if (!options.sweep.tune.empty()) {
    tune = read_labelled(tune_source(options.source, source, options.sweep.tune), cascade.labels())
               .texts;
  }
  SweepSettings settings = options.sweep;
  settings.measure.workers =
      options.model.workers > 0 ? options.model.workers : base::usable_cpus();
  base::OrderedJson json = sweep_json(cascade, texts, tune, settings, [&](const std::string& what) {
    progress.draw([&] { return what; });
  });
  progress.clear();
  json["machine"] = evaluate::machine_json();
  return json;
}

struct Scored {
  base::OrderedJson json;
  std::string table;
};

Scored score(const cascade::Cascade& cascade, const evaluate::LabelledTexts& texts,
             std::span<const cascade::Answer> answers) {
  if (!texts.answers.empty()) {
    const QuestionEvaluation evaluation(cascade, texts.answers, answers);
    return {evaluation.to_json(), evaluation.to_table()};
  }
  const Evaluation evaluation(cascade, texts.truths, answers);
  return {evaluation.to_json(texts.metric), evaluation.to_table()};
}

int evaluate(const EvaluateOptions& options) {
  const LabelledSource source = resolve_source(options.source);
  const cascade::Cascade cascade =
      load_cascade(options.model, other_split(options.source, source), options.quiet);
  using checkpoint::ProblemType;
  if (cascade.labels().problem_type != ProblemType::kSingleLabelClassification &&
      cascade.labels().problem_type != ProblemType::kSpan) {
    throw Error(ErrorCode::kUnsupported,
                "evaluate scores single-label models and readers; this one gives several labels or "
                "a number");
  }
  const std::optional<int> tier = pinned_tier(options.model, cascade);
  const LabelledFile file = read_labelled(source, cascade.labels());

  std::vector<cascade::Answer> answers;
  answers.reserve(file.texts.requests.size());
  cascade::Tally tally(cascade.num_tiers());
  Progress progress(options.quiet);
  {
    cascade::Pipeline pipeline(cascade, pipeline_options(options.model, cascade),
                               [&](std::uint64_t, cascade::Answer&& answer) {
                                 tally.add(answer);
                                 progress.update(tally);
                                 answers.push_back(std::move(answer));
                               });
    for (cascade::Request request : file.texts.requests) {
      if (!request.tier) request.tier = tier;
      pipeline.submit(std::move(request));
    }
    pipeline.finish();
  }
  const double seconds = progress.seconds();
  progress.clear();

  Scored scored = score(cascade, file.texts, answers);
  base::OrderedJson& result = scored.json;
  result["model"] = options.model.cascade.empty() ? options.model.model : options.model.cascade;
  result["input"] = source.name();
  if (!options.source.task.empty()) result["task"] = options.source.task;
  if (!options.source.split.empty()) result["split"] = options.source.split;
  result["seconds"] = seconds;
  result["texts_per_s"] = seconds > 0 ? static_cast<double>(answers.size()) / seconds : 0;
  result["truncated"] = tally.truncated();
  result["repaired_utf8"] = file.repaired_utf8;
  if (tier) result["pinned_tier"] = *tier;
  if (options.sweep.wanted) {
    result["sweep"] = sweep(options, source, file.texts, cascade, progress);
  }

  if (!options.output.empty()) write_whole(options.output, result.dump(2) + "\n");
  if (options.output != "-" && !options.quiet) {
    write_whole("-", scored.table + summary_text(tally, file.repaired_utf8, seconds) +
                         (options.sweep.wanted ? sweep_table(result["sweep"]) : ""));
  }
  return command::kSuccess;
}

}  // namespace

void add_evaluate(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<EvaluateOptions>();
  CLI::App& command = *program.add_subcommand(
      "evaluate",
      "Accuracy, F1, Matthews correlation and deferral rate on a labelled file, or a reader's "
      "answers to questions");
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
      "    --sweep --tune dev --output results.json\n"
      "  tango evaluate --model models/squad/minilm --task squad --split report --data data\n");
  command.callback([options, &chosen] { chosen = [options] { return evaluate(*options); }; });
}

}  // namespace tango::cli
