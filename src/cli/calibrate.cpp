// tango calibrate: sets a cascade's thresholds from a sample, with a certificate.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "cascade/cascade_config.h"
#include "certify/calibration.h"
#include "certify/check.h"
#include "certify/standing.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "cli/tier_progress.h"
#include "command/exit_status.h"
#include "command/limits.h"

namespace tango::cli {
namespace {

struct CalibrateOptions {
  ModelOptions model;
  InputOptions texts = {.path = ""};
  double keep = 0.98;
  double confidence_level = 0.95;
  std::vector<std::string> floors;
  std::optional<std::string> group;
  std::vector<std::string> training;
  std::optional<double> budget, speedup, latency_ms;
  std::vector<double> tier_ms;
  std::string reference;
  std::string reference_precision;
  std::string output;
  std::string check;
  std::string metric;
  bool per_class = false;
  bool learned = false;
  bool recheck = false;
  bool quiet = false;
};

/// With a reference, --label names its answers, unless a metric asks for right ones.
bool wants_right_answers(const CalibrateOptions& options) {
  return options.texts.label && (options.reference.empty() || !options.metric.empty());
}

task::RecordReaderOptions reading_of(const CalibrateOptions& options) {
  task::RecordReaderOptions reading = record_reader_options(options.texts, options.quiet);
  reading.columns.want_label = wants_right_answers(options);
  reading.columns.group = options.group;
  return reading;
}

/// nullopt where none is to be estimated: accuracy is promised, not estimated.
std::optional<task::Metric> metric_of(const CalibrateOptions& options) {
  if (options.metric.empty()) return std::nullopt;
  const task::Metric metric = task::parse_metric(options.metric);
  if (metric == task::Metric::kAccuracy) return std::nullopt;
  return metric;
}

certify::Promise promise_of(const CalibrateOptions& options) {
  certify::Promise promise;
  promise.keep = options.keep;
  promise.confidence_level = options.confidence_level;
  promise.metric = metric_of(options);
  promise.labelled = wants_right_answers(options) && !promise.metric;
  promise.per_class = options.per_class;
  promise.learned = options.learned;
  using Kind = certify::CostTarget::Kind;
  if (options.budget) promise.at_cost = {Kind::kBudget, *options.budget};
  if (options.speedup) promise.at_cost = {Kind::kSpeedup, *options.speedup};
  if (options.latency_ms) promise.at_cost = {Kind::kLatency, *options.latency_ms};
  if (!options.reference.empty()) promise.reference = certify::Reference::kAnswers;
  if (!options.reference_precision.empty()) {
    promise.reference = certify::Reference::kPrecision;
    promise.precision = options.reference_precision;
    if (!cascade::parse_precision(promise.precision)) {
      throw Error(ErrorCode::kUsage, "a reference needs one precision: fp32, bf16 or int8",
                  {"reference_precision"});
    }
  }
  for (const std::string& one : options.floors) {
    promise.floors.push_back(certify::parse_class_floor(one));
  }
  return promise;
}

/// Calls `act(runner)` with the cascade, which chooses precisions by the texts it is about.
template <typename Act>
auto with_runner(const CalibrateOptions& options, const std::string& texts, Act act,
                 CertificateWarning warning = CertificateWarning::kNone) {
  const cascade::Cascade cascade =
      load_cascade(options.model, {texts, reading_of(options)}, options.quiet, warning);
  std::vector<double> seconds;
  for (const double ms : options.tier_ms) seconds.push_back(ms / 1000);
  if (!seconds.empty() && seconds.size() != static_cast<std::size_t>(cascade.num_tiers())) {
    throw Error(ErrorCode::kUsage,
                fmt::format("{} times for {} tiers; give one for each", seconds.size(),
                            cascade.num_tiers()),
                {"tier_ms"});
  }
  TierProgress progress(options.quiet);
  return act(certify::TierRunner{cascade, pipeline_options(options.model, cascade),
                                 [&](std::size_t tier, std::size_t done, std::size_t count) {
                                   progress.draw(tier, done, count);
                                 },
                                 std::move(seconds)});
}

/// A tier whose learned score does not pay keeps this kind when it is served, too.
void begin_with_plain_kind(CalibrateOptions& options) {
  std::string& kind = options.model.confidence;
  options.learned = kind == to_string(cascade::ConfidenceKind::kLearned);
  if (options.learned) kind = to_string(cascade::ConfidenceKind::kMaxProbability);
}

std::vector<certify::SampleSource> training_of(const CalibrateOptions& options) {
  const task::RecordReaderOptions unlabelled = record_reader_options(options.texts, options.quiet);
  std::vector<certify::SampleSource> sources;
  for (const std::string& path : options.training) sources.push_back({path, unlabelled, {}, {}});
  return sources;
}

int calibrate(CalibrateOptions options) {
  begin_with_plain_kind(options);
  if (options.texts.path.empty()) {
    throw Error(ErrorCode::kUsage, "no texts to calibrate on; name a file of them", {"texts"});
  }
  certify::CalibrationRequest request;
  request.directory = options.model.cascade;
  request.output = options.output.empty() ? options.model.cascade : options.output;
  request.source.path = options.texts.path;
  request.source.reading = reading_of(options);
  request.source.reference = options.reference;
  request.promise = promise_of(options);
  certify::require_possible(request.promise);
  request.training = training_of(options);
  const certify::Certificate certificate = with_runner(
      options, options.texts.path,
      [&](const certify::TierRunner& runner) { return certify::calibrate(runner, request); });
  if (!options.quiet) write_whole("-", certify::summary_of(certificate));
  return command::kSuccess;
}

int check(const CalibrateOptions& options) {
  const std::string& directory = options.model.cascade;
  const certify::Certificate certificate = certify::require_certificate(directory);
  const certify::Check result = with_runner(
      options, options.check,
      [&](const certify::TierRunner& runner) {
        return certify::check(runner, directory, certificate,
                              {options.check, reading_of(options), {}, options.reference},
                              training_of(options));
      },
      CertificateWarning::kSaid);
  write_whole("-", result.in_words());
  return result.verdict == certify::Verdict::kHolds ? command::kSuccess : command::kAnswerIsNo;
}

int recheck(const CalibrateOptions& options) {
  const std::string& directory = options.model.cascade;
  const certify::Certificate certificate = certify::require_certificate(directory);
  const std::string texts =
      options.texts.path.empty() ? certificate.file.string() : options.texts.path;
  const std::string reference =
      options.reference.empty() ? certificate.reference.string() : options.reference;
  const certify::Recheck result =
      with_runner(options, texts, [&](const certify::TierRunner& runner) {
        return certify::recheck(runner, directory, certificate, texts, reference);
      });
  write_whole("-", result.in_words());
  return result.stands ? command::kSuccess : command::kAnswerIsNo;
}

int run_calibrate(const CalibrateOptions& options) {
  if (options.recheck) return recheck(options);
  return options.check.empty() ? calibrate(options) : check(options);
}

void add_costs(CLI::App& command, CalibrateOptions& options, CLI::Option* keep) {
  CLI::Option* budget = command.add_option(
      "--budget", options.budget,
      "In the place of --keep: share of the texts that the last tier may read. The thresholds lose "
      "least at that cost, and the certificate says what is kept at it.");
  budget->type_name("SHARE")->excludes(keep);
  CLI::Option* speedup =
      command.add_option("--speedup", options.speedup,
                         "In the place of --keep: how many times as fast as the last tier alone "
                         "the cascade must be, on this machine.");
  speedup->type_name("X")->excludes(keep)->excludes(budget);
  command
      .add_option("--latency-ms", options.latency_ms,
                  "In the place of --keep: mean time from a text to its answer, where texts come "
                  "one at a time, on this machine.")
      ->type_name("MS")
      ->excludes(keep)
      ->excludes(budget)
      ->excludes(speedup);
  command
      .add_option("--tier-ms", options.tier_ms,
                  "Mean time of a text in each tier, in milliseconds, instead of what this "
                  "machine takes: as measured where the cascade will run.")
      ->type_name("MS[,MS2...]")
      ->delimiter(',')
      ->check(command::in_range(1e-9, 1e9))
      ->allow_extra_args(false);
}

void add_references(CLI::App& command, CalibrateOptions& options) {
  CLI::Option* answers = command.add_option(
      "--reference", options.reference,
      "File of the answers that are to be kept, instead of the last tier's: a label a line "
      "(.txt), or a table of texts and labels (--label names their column), in the order of the "
      "texts; it may be the file of the texts itself.");
  answers->type_name("FILE");
  command
      .add_option("--reference-precision", options.reference_precision,
                  "Keep the answers that the last tier gives in this precision, such as fp32, in "
                  "the place of those that it gives as it is served.")
      ->type_name("P")
      ->excludes(answers);
}

/// A certificate that is there has its promise: to state another beside it would do nothing.
void require_no_promise(CLI::App& command) {
  CLI::Option* const check = command.get_option("--check");
  CLI::Option* const recheck = command.get_option("--recheck");
  for (const char* name :
       {"--keep", "--budget", "--speedup", "--latency-ms", "--confidence-level", "--keep-class",
        "--confidence", "--per-class", "--metric", "--reference-precision", "--output"}) {
    check->excludes(command.get_option(name));
    recheck->excludes(command.get_option(name));
  }
  check->excludes(command.get_option("--texts"));
  recheck->excludes(command.get_option("--training-texts"));
}

}  // namespace

void add_calibrate(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<CalibrateOptions>();
  CLI::App& command = *program.add_subcommand(
      "calibrate",
      "Set a cascade's thresholds from a sample of texts, with a statistical guarantee that is "
      "written beside them as a certificate.");
  command
      .add_option("--cascade", options->model.cascade,
                  "Cascade whose thresholds are set: its directory, or a name in the model store.")
      ->type_name("DIR")
      ->transform(stored_directory())
      ->required();
  command
      .add_option("--texts", options->texts.path,
                  "File of texts that are drawn from what will be served, none of which a tier has "
                  "learnt from. They need no labels.")
      ->type_name("FILE");
  CLI::Option* keep =
      command.add_option("--keep", options->keep,
                         "Share of the last tier's answers that the cascade must give, over all "
                         "texts; with --label, share of the last tier's accuracy.");
  keep->type_name("SHARE")->capture_default_str();
  add_costs(command, *options, keep);
  command
      .add_option("--confidence-level", options->confidence_level,
                  "Probability with which the promise holds, over the draw of the sample.")
      ->type_name("LEVEL")
      ->capture_default_str();
  add_references(command, *options);
  command
      .add_option("--keep-class", options->floors,
                  "Also keep this share of the texts that the last tier puts into a class, such as "
                  "spam=0.95. May be given several times.")
      ->type_name("LABEL=SHARE")
      ->allow_extra_args(false);
  command
      .add_option(
          "--confidence", options->model.confidence,
          "Measure of confidence to certify: max_probability, margin, entropy, energy, or learned. "
          "With learned, a fifth of the texts is set aside, a score of the logits or spans, the "
          "answer, the text's length and unknown words is fitted on it, and taken where it pays "
          "there. "
          "By default the cascade's own applies.")
      ->type_name("KIND");
  command.add_flag("--per-class", options->per_class,
                   "Give each class that a tier answers a threshold of its own. A fifth of the "
                   "texts chooses candidates, the others certify.");
  CLI::Option* label =
      command.add_option("--label", options->texts.label,
                         "Column of the right answers. With it, accuracy is promised, not the last "
                         "tier's answers; of more than two tiers, a fifth of the texts chooses "
                         "candidates. With --reference, column of that file's answers.");
  label->type_name("NAME");
  command
      .add_option("--metric", options->metric,
                  "With --label: accuracy, which is the default, f1 or mcc; of questions f1, with "
                  "their column of answers. These are not promised: that the last tier's answers "
                  "are kept is, and the metric is estimated by the bootstrap.")
      ->type_name("NAME")
      ->needs(label);
  command
      .add_option(
          "--group", options->group,
          "Column that says which rows belong together, such as the sentences of a "
          "document: groups are independent of each other, their texts need not be. Without "
          "it every row is, whether or not another one has the same text; with --check the "
          "certificate's column is then taken.")
      ->type_name("COLUMN");
  command
      .add_option(
          "--training-texts", options->training,
          "File of texts that a tier has learnt from: a sample, or texts to --check, that hold "
          "one of them are refused. May be given several times.")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option("--output", options->output,
                  "Directory for the cascade's file with its new thresholds, and the certificate. "
                  "By default they are written into the cascade itself.")
      ->type_name("DIR");
  CLI::Option* check = command.add_option(
      "--check", options->check,
      "Change nothing; say whether the cascade's promise holds on the texts of this file: it "
      "holds, is broken, or can't be told. The exit status is 0 only if it holds. Texts that the "
      "certificate was made of are left out.");
  check->type_name("FILE");
  command
      .add_flag("--recheck", options->recheck,
                "Run the certifying texts again (from --texts, if their file has moved), and say "
                "whether the certificate stands: it does if every answer and decision is the same. "
                "It is then renewed for the models and options of now.")
      ->excludes(check);
  require_no_promise(command);
  add_input_options(command, options->texts);
  add_run_options(command, options->model);
  command.add_flag("--quiet", options->quiet, "Show no progress and no results.");
  command.footer(
      "Example:\n"
      "  tango calibrate --cascade models/sst2 --texts reviews.txt --keep 0.98 \\\n"
      "    --confidence-level 0.95 --output calibrated\n"
      "  tango calibrate --cascade models/sst2 --texts reviews.txt --budget 0.1\n"
      "  tango calibrate --cascade calibrated --check later-reviews.txt\n");
  command.callback([options, &chosen] { chosen = [options] { return run_calibrate(*options); }; });
}

}  // namespace tango::cli
