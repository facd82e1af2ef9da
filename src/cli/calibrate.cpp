// tango calibrate: sets a cascade's thresholds from a sample, with a certificate.
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "certify/calibration.h"
#include "certify/check.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "command/exit_status.h"
#include "command/say.h"

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
  std::string output;
  std::string check;
  bool recheck = false;
  bool quiet = false;
};

task::RecordReaderOptions reading_of(const CalibrateOptions& options) {
  task::RecordReaderOptions reading = record_reader_options(options.texts);
  reading.columns.want_label = options.texts.label.has_value();
  reading.columns.group = options.group;
  return reading;
}

certify::Promise promise_of(const CalibrateOptions& options) {
  certify::Promise promise{.keep = options.keep,
                           .confidence_level = options.confidence_level,
                           .floors = {},
                           .labelled = options.texts.label.has_value()};
  for (const std::string& one : options.floors) {
    promise.floors.push_back(certify::parse_class_floor(one));
  }
  return promise;
}

/// A cascade and all its answers to a sample.
class Run {
 public:
  Run(const CalibrateOptions& options, const certify::SampleSource& source,
      CertificateWarning warning = CertificateWarning::kNone)
      : options_(options),
        source_(source),
        cascade_(
            load_cascade(options.model, {source.path, source.reading}, options.quiet, warning)) {
    source_.labels = cascade_.labels().names;
    sample_ = certify::read_sample(source_);
  }

  void answer() {
    Progress progress(options_.quiet);
    outputs_ = certify::run_tiers(
        cascade_, sample_.texts, pipeline_options(options_.model, cascade_),
        [&](std::size_t tier, std::size_t done, std::size_t texts) {
          progress.draw([&] { return fmt::format("tier {}: {} of {} texts", tier, done, texts); });
        });
  }

  [[nodiscard]] const cascade::Cascade& cascade() const { return cascade_; }
  [[nodiscard]] const certify::SampleSource& source() const { return source_; }
  [[nodiscard]] const certify::Sample& sample() const { return sample_; }
  [[nodiscard]] const certify::TierOutputs& outputs() const { return outputs_; }

 private:
  const CalibrateOptions& options_;
  certify::SampleSource source_;
  cascade::Cascade cascade_;
  certify::Sample sample_;
  certify::TierOutputs outputs_;
};

std::vector<certify::Attempt> earlier_attempts(const std::set<std::string>& directories) {
  std::vector<certify::Attempt> attempts;
  for (const std::string& directory : directories) {
    const auto certificate = certify::read_certificate(directory);
    if (!certificate) continue;
    attempts.insert(attempts.end(), certificate->attempts.begin(), certificate->attempts.end());
  }
  return attempts;
}

std::string readable(const certify::Certificate& certificate) {
  const certify::Evidence& evidence = certificate.evidence;
  std::string text;
  for (std::size_t tier = 0; tier < evidence.answered.size(); ++tier) {
    text += fmt::format("tier {}: {:.1f} % of the certifying texts", tier + 1,
                        100 * evidence.answered[tier]);
    if (tier < evidence.thresholds.size()) {
      text += evidence.thresholds[tier] >= 1
                  ? ", accepts nothing: it does not pay"
                  : fmt::format(", threshold {}", evidence.thresholds[tier]);
    }
    text += '\n';
  }
  text += fmt::format("other answers than the last tier's: {} of {} texts\n", evidence.losses,
                      evidence.texts);
  for (const certify::ClassEvidence& one : evidence.classes) {
    text += fmt::format("class \"{}\": {} of {} texts keep the last tier's answer", one.label,
                        one.texts - one.losses, one.texts);
    if (one.promised) text += fmt::format("; promised: at least {:g} %", 100 * *one.promised);
    if (one.kept_at_least)
      text += fmt::format("; shown: at least {:.1f} %", 100 * *one.kept_at_least);
    text += '\n';
  }
  return text + certify::in_two_sentences(certificate) + "\n";
}

int calibrate(const CalibrateOptions& options) {
  if (options.texts.path.empty()) {
    throw Error(ErrorCode::kUsage, "no texts to calibrate on; name a file of them", {"texts"});
  }
  const certify::Promise promise = promise_of(options);
  certify::require_sensible({promise.keep, promise.confidence_level, {}, false}, {});
  Run run(options, {options.texts.path, reading_of(options), {}});
  certify::require_sensible(promise, certify::classes_of(run.cascade()));
  for (const std::string& path : options.training) {
    task::RecordReaderOptions reading = record_reader_options(options.texts);
    reading.columns.label.reset();
    certify::require_no_overlap(run.sample(), {path, reading, {}});
  }
  const std::string& directory = options.model.cascade;
  const std::string& output = options.output.empty() ? directory : options.output;
  const std::vector<certify::Attempt> earlier = earlier_attempts({directory, output});
  run.answer();
  const cascade::CascadeConfig config = cascade::read_cascade_config(directory);
  const certify::Certificate certificate = certify::make_certificate(
      {config, run.cascade(), run.source(), run.sample(), run.outputs()}, promise, earlier);
  certify::write_calibrated(directory, output, certificate);
  if (!options.quiet) write_whole("-", readable(certificate));
  return command::kSuccess;
}

certify::Certificate require_certificate(const std::string& directory) {
  auto certificate = certify::read_certificate(directory);
  if (certificate) return *certificate;
  throw Error(ErrorCode::kNotFound,
              certify::certificate_file(directory).string() +
                  ": not there; `tango calibrate --texts FILE` makes a certificate");
}

int check(const CalibrateOptions& options) {
  const certify::Certificate certificate = require_certificate(options.model.cascade);
  task::RecordReaderOptions reading = reading_of(options);
  reading.columns.want_label = certificate.promise.labelled;
  Run run(options, {options.check, reading, {}}, CertificateWarning::kSaid);
  if (certify::hexadecimal(run.sample().hash) == certificate.data) {
    throw Error(ErrorCode::kInvalidInput,
                options.check + ": the certificate was made of these texts; check it on new ones",
                {"check"});
  }
  run.answer();
  const certify::Check result =
      certify::check(certificate, run.sample(), run.outputs(), certify::classes_of(run.cascade()));
  std::string text;
  for (const std::string& finding : result.findings) text += finding + "\n";
  switch (result.verdict) {
    case certify::Verdict::kHolds:
      text += "The promise holds on texts like these.\n";
      break;
    case certify::Verdict::kBroken:
      text += "The promise is broken on texts like these: calibrate again on such texts.\n";
      break;
    case certify::Verdict::kCannotTell:
      text += "These texts can't tell whether the promise holds.\n";
      break;
  }
  write_whole("-", text);
  return result.verdict == certify::Verdict::kHolds ? command::kSuccess : command::kAnswerIsNo;
}

int recheck(const CalibrateOptions& options) {
  certify::Certificate certificate = require_certificate(options.model.cascade);
  const bool moved = !options.texts.path.empty();
  const certify::SampleSource source{
      moved ? options.texts.path : certificate.file.string(), certificate.reading, {}};
  Run run(options, source);
  if (certify::hexadecimal(run.sample().hash) != certificate.data) {
    throw Error(ErrorCode::kInvalidInput,
                source.path.string() +
                    ": not the texts that the certificate was made of; their "
                    "hash differs",
                {"texts"});
  }
  run.answer();
  const std::string decisions =
      certify::hexadecimal(certify::hash_of_decisions(run.outputs(), run.cascade().thresholds()));
  const bool stands = decisions == certificate.decisions;
  if (stands) {
    const cascade::CascadeConfig config = cascade::read_cascade_config(options.model.cascade);
    certificate.identity = certify::identity_of(config, run.cascade());
    certify::write_calibrated(options.model.cascade, options.model.cascade, certificate);
  }
  write_whole("-", fmt::format("{} texts: {}\n", run.sample().texts.size(),
                               stands ? "every tier's answers and decisions are those that were "
                                        "certified. The certificate stands."
                                      : "answers or decisions differ from those that were "
                                        "certified. The certificate is void: calibrate again."));
  return stands ? command::kSuccess : command::kAnswerIsNo;
}

int run_calibrate(const CalibrateOptions& options) {
  if (options.recheck) return recheck(options);
  return options.check.empty() ? calibrate(options) : check(options);
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
                  "Directory of the cascade whose thresholds are set.")
      ->type_name("DIR")
      ->required();
  command
      .add_option("--texts", options->texts.path,
                  "File of texts that are drawn from what will be served, none of which a tier has "
                  "learnt from. They need no labels.")
      ->type_name("FILE");
  command
      .add_option("--keep", options->keep,
                  "Share of the last tier's answers that the cascade must give, over all texts; "
                  "with --label, share of the last tier's accuracy.")
      ->type_name("SHARE")
      ->capture_default_str();
  command
      .add_option("--confidence-level", options->confidence_level,
                  "Probability with which the promise holds, over the draw of the sample.")
      ->type_name("LEVEL")
      ->capture_default_str();
  command
      .add_option("--keep-class", options->floors,
                  "Also keep this share of the texts that the last tier puts into a class, such as "
                  "spam=0.95. May be given several times.")
      ->type_name("LABEL=SHARE")
      ->allow_extra_args(false);
  command
      .add_option("--label", options->texts.label,
                  "Column of the right answers. With it, accuracy is promised, not the last tier's "
                  "answers.")
      ->type_name("NAME");
  command
      .add_option("--group", options->group,
                  "Column that says which rows belong together, such as the sentences of a "
                  "document: groups are independent of each other, their texts need not be.")
      ->type_name("COLUMN");
  command
      .add_option("--training-texts", options->training,
                  "File of texts that a tier has learnt from: a sample that holds one of them is "
                  "refused. May be given several times.")
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
      "holds, is broken, or can't be told. The exit status is 0 only if it holds.");
  check->type_name("FILE");
  command
      .add_flag("--recheck", options->recheck,
                "Run the certifying texts again (from --texts, if their file has moved), and say "
                "whether the certificate stands: it does if every answer and decision is the "
                "same. It is then renewed for the models and options of now.")
      ->excludes(check);
  add_input_options(command, options->texts);
  add_run_options(command, options->model);
  command.add_flag("--quiet", options->quiet, "Show no progress and no results.");
  command.footer(
      "Example:\n"
      "  tango calibrate --cascade models/sst2 --texts reviews.txt --keep 0.98 \\\n"
      "    --confidence-level 0.95 --output calibrated\n"
      "  tango calibrate --cascade calibrated --check later-reviews.txt\n");
  command.callback([options, &chosen] { chosen = [options] { return run_calibrate(*options); }; });
}

}  // namespace tango::cli
