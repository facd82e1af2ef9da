// tango evaluate: how often the answers to a labelled file are right.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "certify/standing.h"
#include "cli/commands.h"
#include "cli/evaluate_flags.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "cli/summary.h"
#include "command/exit_status.h"
#include "command/progress.h"
#include "evaluate/agreement.h"
#include "evaluate/evaluation.h"
#include "evaluate/sweep_table.h"

namespace tango::cli {
namespace {

struct EvaluateOptions {
  ModelOptions model;
  SourceFlags source;
  std::string against_last_tier;  ///< A file of texts.
  std::string output;
  bool quiet = false;
  SweepFlags sweep;
};

/// Texts of the task that are not scored, to choose a precision by.
cascade::SampleFile sample_file(const evaluate::SourceOptions& options,
                                const evaluate::LabelledSource& source) {
  const std::filesystem::path path = evaluate::find_other_split(options, source);
  return path.empty() ? cascade::SampleFile{} : cascade::SampleFile{path, source.reading};
}

/// In the precision that was asked for, else in that of the cascade's last tier.
std::vector<evaluate::Rival> load_rivals(const EvaluateOptions& options,
                                         const cascade::Cascade& cascade) {
  std::vector<evaluate::Rival> rivals;
  for (const std::string& directory : options.sweep.rivals) {
    ModelOptions own = options.model;
    const bool is_cascade =
        std::filesystem::exists(std::filesystem::path(directory) / "cascade.json");
    own.cascade = is_cascade ? directory : "";
    own.model = is_cascade ? "" : directory;
    own.thresholds.clear();
    if (own.precision == "auto") {
      own.precision = cascade.tier(cascade.num_tiers() - 1).precision_name();
    }
    cascade::Cascade rival = load_cascade(own, {}, options.quiet);
    if (rival.labels().names != cascade.labels().names) {
      throw Error(ErrorCode::kUsage,
                  directory + ": answers with other labels than the cascade; a rival answers alike",
                  {"rival"});
    }
    rivals.push_back({directory, std::move(rival)});
  }
  return rivals;
}

base::OrderedJson about(const EvaluateOptions& options, const evaluate::LabelledSource& source) {
  base::OrderedJson json{
      {"model", options.model.cascade.empty() ? options.model.model : options.model.cascade},
      {"input", source.name()}};
  if (!options.source.task.empty()) json["task"] = options.source.task;
  if (!options.source.split.empty()) json["split"] = options.source.split;
  return json;
}

void write_results(const EvaluateOptions& options, const base::OrderedJson& json,
                   const std::string& table) {
  if (!options.output.empty()) write_whole(options.output, json.dump(2) + "\n");
  if (options.output != "-" && !options.quiet) write_whole("-", table);
}

/// What the cascade answers as its last tier does, of texts without labels.
int against_last_tier(const EvaluateOptions& options) {
  evaluate::SourceOptions source = source_options(options.source);
  source.path = options.against_last_tier;
  const cascade::Cascade cascade = load_cascade(options.model, {}, options.quiet);
  const evaluate::LabelledTexts texts = evaluate::read_unlabelled(source);
  cascade::Tally tally(cascade.num_tiers());
  command::Progress progress(options.quiet);
  const evaluate::Agreement found = evaluate::agreement_with_last_tier(
      cascade, texts,
      {.pipeline = pipeline_options(options.model, cascade),
       .on_answer = [&](const cascade::Answer& answer) {
         tally.add(answer);
         progress.draw([&] { return progress_text(tally, progress.seconds()); });
       }});
  progress.clear();
  base::OrderedJson json = found.to_json(cascade);
  json["model"] = options.model.cascade;
  json["input"] = options.against_last_tier;
  write_results(options, json, found.to_table(cascade));
  return command::kSuccess;
}

int evaluate(const EvaluateOptions& options) {
  if (!options.against_last_tier.empty()) return against_last_tier(options);
  const evaluate::SourceOptions wanted = source_options(options.source);
  const evaluate::LabelledSource source = evaluate::find_source(wanted);
  const cascade::Cascade cascade =
      load_cascade(options.model, sample_file(wanted, source), options.quiet);
  if (options.sweep.wanted) evaluate::require_sweepable(cascade);
  const std::optional<int> tier = pinned_tier(options.model, cascade);
  const evaluate::LabelledTexts texts =
      evaluate::read_labelled(source, cascade.labels(), cascade.label_thresholds());

  cascade::Tally tally(cascade.num_tiers());
  command::Progress progress(options.quiet);
  evaluate::Evaluation evaluation = evaluate::evaluate_texts(
      cascade, texts,
      {.pipeline = pipeline_options(options.model, cascade),
       .tier = tier,
       .about = about(options, source),
       .on_answer = [&](const cascade::Answer& answer) {
         tally.add(answer);
         progress.draw([&] { return progress_text(tally, progress.seconds()); });
       }});
  progress.clear();
  std::string table =
      evaluation.table + summary_text(tally, texts.repaired_utf8, evaluation.seconds);
  if (options.sweep.wanted) {
    std::optional<evaluate::LabelledTexts> tune;
    if (!options.sweep.tune.empty()) {
      tune =
          evaluate::read_labelled(evaluate::find_tuning_source(wanted, source, options.sweep.tune),
                                  cascade.labels(), cascade.label_thresholds());
    }
    evaluate::SweepSettings settings = options.sweep.settings;
    settings.rivals = load_rivals(options, cascade);
    settings.measure.workers =
        options.model.workers > 0 ? options.model.workers : base::usable_cpus();
    evaluation.json["sweep"] =
        evaluate::sweep_json(cascade, texts, tune, settings,
                             [&](const std::string& what) { progress.draw([&] { return what; }); });
    progress.clear();
    if (!options.model.cascade.empty()) {
      evaluation.json["promise"] = certify::promise_json(options.model.cascade, cascade);
    }
    table += evaluate::sweep_table(evaluation.json["sweep"]);
  }

  write_results(options, evaluation.json, table);
  return command::kSuccess;
}

}  // namespace

void add_evaluate(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<EvaluateOptions>();
  CLI::App& command = *program.add_subcommand("evaluate",
                                              "Measure how good the answers to a labelled file "
                                              "are (labels, sets of labels, numbers, or answers "
                                              "to questions), and how many texts are deferred.");
  add_model_choice(command, options->model);
  add_source_flags(command, options->source);
  add_policy_options(command, options->model);
  add_run_options(command, options->model);
  command
      .add_option("--output", options->output,
                  "File for the results as JSON; - is standard output.")
      ->type_name("FILE");
  command.add_flag("--quiet", options->quiet, "Show no progress and no table.");
  add_sweep_flags(command, options->sweep);
  CLI::Option* against =
      command.add_option("--against-last-tier", options->against_last_tier,
                         "File of texts without labels: measure how often the cascade answers as "
                         "its last tier alone does, over all texts and for each label.");
  against->type_name("FILE");
  for (const char* other : {"--model", "--input", "--task", "--label", "--label-threshold",
                            "--query", "--metric", "--tier", "--sweep"}) {
    against->excludes(command.get_option(other));
  }
  command.footer(
      "Example:\n"
      "  tango evaluate --cascade models/sst2 --task sst2 --split test --data data \\\n"
      "    --threshold 0.9 --output results.json\n"
      "  tango evaluate --cascade models/sst2/mpnet --task sst2 --split test --data data \\\n"
      "    --sweep --tune dev --output results.json\n"
      "  tango evaluate --cascade models/sst2 --against-last-tier reviews.txt\n"
      "  tango evaluate --model models/squad/minilm --task squad --split report --data data\n");
  command.callback([options, &chosen] { chosen = [options] { return evaluate(*options); }; });
}

}  // namespace tango::cli
