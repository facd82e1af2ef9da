// tango classify: texts in, answers out.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "cascade/answer_format.h"
#include "certify/audited_stream.h"
#include "certify/corpus_answers.h"
#include "certify/standing.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/summary.h"
#include "command/exit_status.h"
#include "command/limits.h"
#include "command/say.h"
#include "service/record_stream.h"

namespace tango::cli {
namespace {

struct ClassifyOptions {
  ModelOptions model;
  InputOptions input;
  std::optional<double> keep;
  std::string audit;
  certify::AuditOptions audits;
  double confidence_level = 0.95;
  std::uint64_t seed = 0;
  std::string format = "jsonl";
  std::string on_error = "stop";
  std::string output;
  bool scores = false;
  bool quiet = false;
};

/// Tier 1 on all of a file, the last tier where the promise about this very file needs it.
int classify_corpus(const ClassifyOptions& options) {
  certify::Promise promise;
  promise.keep = *options.keep;
  promise.confidence_level = options.confidence_level;
  certify::require_sensible(promise, {});
  if (options.input.path == "-") {
    throw Error(ErrorCode::kUsage,
                "standard input has no end that is known beforehand; a promise about all texts "
                "needs a file",
                {"keep"});
  }
  const cascade::AnswerFormat format = cascade::parse_answer_format(options.format);
  const task::RecordReaderOptions reading = record_reader_options(options.input);
  require_other_file(options.output, options.input.path);
  const cascade::Cascade cascade = load_cascade(options.model, {options.input.path, reading},
                                                options.quiet, CertificateWarning::kNone);
  Output output(options.output);
  const certify::Sample texts = certify::read_texts({options.input.path, reading, {}});
  Progress progress(options.quiet);
  const certify::CorpusAnswers answers = certify::answer_corpus(
      cascade, texts, promise, options.seed, pipeline_options(options.model, cascade),
      [&](std::size_t tier, std::size_t done, std::size_t count) {
        progress.draw([&] { return fmt::format("tier {}: {} of {} texts", tier, done, count); });
      });
  progress.clear();
  const cascade::AnswerFormatter formatter(cascade.labels(), format, options.scores);
  output.stream().write(formatter.header());
  std::string line;
  for (std::size_t row = 0; row < texts.rows.size(); ++row) {
    formatter.format(row, answers.of_row(texts, row), line);
    output.write_line(line);
  }
  output.commit();
  if (!options.quiet) {
    command::say(
        "{} texts, {} of them different; the last tier read {} ({:.1f} %)\n"
        "With {:g} % confidence at least {:g} % of this file's answers are the last tier's (seed "
        "{}).\n",
        texts.rows.size(), texts.texts.size(), answers.read,
        100.0 * static_cast<double>(answers.read) /
            static_cast<double>(std::max<std::size_t>(1, texts.texts.size())),
        100 * promise.confidence_level, 100 * promise.keep, options.seed);
  }
  return command::kSuccess;
}

std::unique_ptr<certify::Auditor> make_auditor(const ClassifyOptions& options,
                                               const cascade::Cascade& cascade) {
  const std::string& directory = options.model.cascade;
  if (directory.empty()) {
    throw Error(ErrorCode::kUsage, "one model alone promises nothing that could be watched",
                {"audit"});
  }
  const certify::Certificate certificate = certify::require_certificate(directory);
  if (const auto why = certify::why_void(directory, &cascade)) {
    throw Error(ErrorCode::kInvalidModel,
                fmt::format("{}: the certificate is void: {}; there is no promise to watch",
                            directory, *why),
                {"audit"});
  }
  std::error_code ignored;
  if (!std::filesystem::exists(options.audit, ignored)) {
    return std::make_unique<certify::Auditor>(certificate, options.audits);
  }
  return std::make_unique<certify::Auditor>(certificate, options.audits,
                                            base::read_json(options.audit), options.audit);
}

/// Answers a stream while some texts are audited; the state of the watch is kept in a file.
void answer_audited(const ClassifyOptions& options, task::RecordReader& reader,
                    const std::shared_ptr<const cascade::Cascade>& cascade,
                    certify::Auditor& auditor, const service::AnswerSink& sink) {
  const auto keep_state = [&] {
    base::write_file(options.audit, auditor.state().dump(2) + "\n");
    if (!options.quiet) command::say("{}", auditor.report());
  };
  try {
    certify::answer_audited(reader, cascade, pipeline_options(options.model, *cascade), auditor,
                            sink);
  } catch (...) {
    keep_state();
    throw;
  }
  keep_state();
}

int classify(const ClassifyOptions& options) {
  if (options.keep) return classify_corpus(options);
  const cascade::AnswerFormat format = cascade::parse_answer_format(options.format);
  const task::RecordReaderOptions reading = record_reader_options(options.input);
  require_other_file(options.output, options.input.path);
  const auto loaded = std::make_shared<const cascade::Cascade>(
      load_cascade(options.model, {options.input.path, reading}, options.quiet));
  const cascade::Cascade& cascade = *loaded;
  const std::optional<int> tier = pinned_tier(options.model, cascade);
  std::unique_ptr<certify::Auditor> auditor;
  if (!options.audit.empty()) {
    auditor = make_auditor(options, cascade);
  }
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
  service::PipelineOptions pipeline = pipeline_options(options.model, cascade);
  std::int64_t errors = 0;
  if (options.on_error == "row") {
    pipeline.on_error = [&](std::uint64_t id, Error&& error) {
      ++errors;
      formatter.format_error(id, error.what(), line);
      output.write_line(line);
    };
  }
  try {
    if (auditor != nullptr) {
      answer_audited(options, *reader, loaded, *auditor, sink);
    } else {
      service::answer_records(*reader, cascade, pipeline, tier, sink);
    }
  } catch (...) {
    // Answers given so far are useful on standard output; a file appears complete or not at all.
    if (to_standard_output) output.stream().flush();
    throw;
  }
  output.commit();
  progress.clear();
  if (!options.quiet) {
    command::say("{}", summary_text(tally, reader->repaired_utf8(), progress.seconds()));
    if (errors > 0) {
      command::say("{} an error in the place of an answer\n",
                   errors == 1 ? "1 row has" : fmt::format("{} rows have", errors));
    }
  }
  return errors > 0 ? command::exit_status(ErrorCode::kInvalidInput) : command::kSuccess;
}

void add_audit_options(CLI::App& command, ClassifyOptions& options, CLI::Option* keep) {
  CLI::Option* audit = command.add_option(
      "--audit", options.audit,
      "Watch the cascade's promise: of a part of the texts the other tier's answer is asked for, "
      "too. When too many differ, an alarm is raised and the last tier reads every text until a "
      "threshold that keeps the promise is found. The state is kept in this file, so that a "
      "later run goes on.");
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

}  // namespace

void add_classify(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<ClassifyOptions>();
  CLI::App& command = *program.add_subcommand(
      "classify",
      "Classify the texts of a file or of standard input: one line of JSON or TSV per text, in "
      "order.");
  command.add_option(
      "INPUT", options->input.path,
      "Input file: plain text (one text per line; .txt), .tsv, .csv, .jsonl or .json; - or nothing "
      "means standard input.");
  add_model_choice(command, options->model);
  add_policy_options(command, options->model);
  add_run_options(command, options->model);
  add_input_options(command, options->input);
  add_row_options(command, options->input);
  command.get_option("--tier")->excludes(command.get_option("--row-threshold"));
  CLI::Option* keep = command.add_option(
      "--keep", options->keep,
      "Give at least this share of the file's texts the last tier's answer, and let the last tier "
      "read as few texts as that needs. The cascade's thresholds are not used.");
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
  command.add_option("--format", options->format, "Format of the answers: jsonl or tsv.")
      ->type_name("FORMAT")
      ->capture_default_str();
  CLI::Option* on_error = command.add_option(
      "--on-error", options->on_error,
      "What a row that cannot be read or answered does: stop ends the run; row writes a row with "
      "the error in its place and goes on, and the exit status is then 4.");
  on_error->type_name("stop|row")
      ->check(command::one_of({"stop", "row"}))
      ->excludes(keep)
      ->excludes(command.get_option("--audit"))
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
      "  tango classify --cascade models/sst2 --keep 0.98 --output answers.jsonl reviews.tsv\n"
      "  tango classify --cascade models/sst2 --threshold 0.9 --output answers.jsonl reviews.tsv\n"
      "  → {\"id\": 0, \"label\": \"positive\", \"score\": 0.998, \"tier\": 1, \"truncated\": "
      "false}\n");
  command.callback([options, &chosen] { chosen = [options] { return classify(*options); }; });
}

}  // namespace tango::cli
