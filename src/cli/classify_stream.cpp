// tango classify, one text after the other.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/file_status.h"
#include "cascade/written_rows.h"
#include "certify/audited_stream.h"
#include "certify/standing.h"
#include "cli/answer_writer.h"
#include "cli/classify.h"
#include "cli/output.h"
#include "cli/run_identity.h"
#include "cli/summary.h"
#include "cli/watch_file.h"
#include "command/exit_status.h"
#include "command/progress.h"
#include "command/say.h"
#include "service/record_stream.h"
#include "task/files_reader.h"

namespace tango::cli {
namespace {

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
  if (!base::exists(options.audit)) {
    return std::make_unique<certify::Auditor>(certificate, options.audits);
  }
  return std::make_unique<certify::Auditor>(certificate, options.audits,
                                            base::read_json(options.audit), options.audit);
}

/// Answers a stream while some texts are audited; the state of the watch is kept in a file.
void answer_audited(const ClassifyOptions& options, task::RecordReader& reader,
                    const std::shared_ptr<const cascade::Cascade>& cascade,
                    certify::Auditor& auditor, const service::AnswerSink& sink) {
  WatchFile file(options.audit, auditor);
  const auto keep_state = [&] {
    file.keep();
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

/// The output, and what an earlier run has left of it.
struct Opened {
  std::unique_ptr<Output> output;
  base::ResumableFile* growing = nullptr;  ///< `output` owns it.
  std::uint64_t rows = 0;
  std::int64_t errors = 0;  ///< Rows with an error, of these.
};

Opened open_output(const ClassifyOptions& options, const cascade::Cascade& cascade) {
  Opened opened;
  if (!options.resume) {
    opened.output = std::make_unique<Output>(options.output);
    return opened;
  }
  if (goes_to_standard_output(options)) {
    throw Error(ErrorCode::kUsage, "standard output can't be resumed; name a file",
                {"output", "resume"});
  }
  auto file = std::make_unique<base::ResumableFile>(
      options.output, run_identity(options, cascade), [&](std::string_view text) {
        const cascade::WrittenRows written = cascade::written_rows(text, answer_format(options));
        opened.rows = written.rows;
        return written.bytes;
      });
  std::set<std::uint64_t> failed;
  for (const std::string& line : file->remarks()) {
    if (const std::uint64_t row = std::strtoull(line.c_str(), nullptr, 10); row < opened.rows) {
      failed.insert(row);
    }
  }
  opened.errors = static_cast<std::int64_t>(failed.size());
  opened.growing = file.get();
  opened.output = std::make_unique<Output>(std::move(file));
  return opened;
}

/// Passes over the rows that an earlier run has answered.
void pass_rows(task::RecordReader& reader, std::uint64_t rows, AnswerWriter& writer) {
  task::Record record;
  for (std::uint64_t row = 0; row < rows; ++row) {
    try {
      if (!reader.next(record)) return;
      writer.pass(record.carried);
    } catch (const Error&) {
      if (!reader.can_go_on()) throw;
    }
  }
}

/// A file's own ids are easily taken for those of the answers.
void mention_own_id(const ClassifyOptions& options, const std::vector<std::string>& names) {
  if (options.id || options.keep_columns || options.quiet) return;
  if (std::ranges::find(names, "id") == names.end()) return;
  command::say(
      "The answers' id is the number of the row, from 0. The input has a column id of its own: "
      "--id id takes that, --keep-columns all columns.\n");
}

}  // namespace

int classify_stream(const ClassifyOptions& options) {
  const cascade::AnswerFormat format = answer_format(options);
  const task::RecordReaderOptions reading = reading_of(options);
  for (const std::string& path : options.inputs) require_other_file(options.output, path);
  const auto loaded = std::make_shared<const cascade::Cascade>(
      load_cascade(options.model, {options.inputs.front(), reading}, options.quiet));
  const cascade::Cascade& cascade = *loaded;
  const std::optional<int> tier = pinned_tier(options.model, cascade);
  std::unique_ptr<certify::Auditor> auditor;
  if (!options.audit.empty()) auditor = make_auditor(options, cascade);
  // Before the first text is awaited, so that a bad name shows at once.
  const Opened opened = open_output(options, cascade);
  Output& output = *opened.output;
  if (options.inputs.front() == "-" && isatty(STDIN_FILENO) == 1 && !options.quiet) {
    command::say("Type one text per line; Ctrl-D ends the input.\n");
  }
  const auto files = task::open_record_readers(input_paths(options), reading);
  AnswerWriter writer(cascade, format, options.scores, output);
  if (opened.rows > 0) {
    pass_rows(*files, opened.rows, writer);
    if (!options.quiet) {
      command::say("going on after the {} rows that are already answered\n", opened.rows);
    }
  }
  CarryingReader reader(*files, reading.columns, [&](const std::vector<std::string>& columns) {
    mention_own_id(options, columns);
  });

  const bool answers_are_seen = goes_to_standard_output(options) && isatty(STDOUT_FILENO) == 1;
  const auto first_row = static_cast<std::uint64_t>(options.first_row);
  cascade::Tally tally(cascade.num_tiers());
  command::Progress progress(options.quiet || answers_are_seen);
  const auto sink = [&](std::uint64_t index, const cascade::Answer& answer) {
    tally.add(answer);
    writer.write(first_row + opened.rows + index, reader.pop(), answer);
    progress.draw([&] { return progress_text(tally, progress.seconds()); });
  };
  service::PipelineOptions pipeline = pipeline_options(options.model, cascade);
  std::int64_t errors = opened.errors;
  if (options.on_error == "row") {
    pipeline.on_error = [&](std::uint64_t index, Error&& error) {
      ++errors;
      const std::uint64_t row = opened.rows + index;
      if (opened.growing != nullptr) opened.growing->remark(std::to_string(row));
      writer.write_error(first_row + row, reader.pop(), error.what());
    };
  }
  try {
    if (auditor != nullptr) {
      answer_audited(options, reader, loaded, *auditor, sink);
    } else {
      service::answer_records(reader, cascade, pipeline, tier, sink);
    }
    writer.finish();
  } catch (...) {
    // Answers given so far are useful on standard output and to a later run; any other file appears
    // complete or not at all.
    if (goes_to_standard_output(options) || opened.growing != nullptr) output.stream().flush();
    throw;
  }
  output.commit();
  progress.clear();
  if (tally.texts() == 0 && opened.rows == 0 && errors == 0) {
    command::say("warning: there is no text in {}, and so no answer\n",
                 options.inputs.front() == "-"
                     ? "standard input"
                     : fmt::format("{}", fmt::join(options.inputs, ", ")));
  } else if (!options.quiet) {
    command::say("{}{}", summary_text(tally, reader.repaired_utf8(), progress.seconds()),
                 usage_text(cascade));
    if (errors > 0) {
      command::say("{} an error instead of an answer\n",
                   errors == 1 ? "1 row has" : fmt::format("{} rows have", errors));
    }
  }
  return errors > 0 ? command::exit_status(ErrorCode::kInvalidInput) : command::kSuccess;
}

}  // namespace tango::cli
