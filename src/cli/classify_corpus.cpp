// tango classify --keep: one file, all of which is known before the first answer.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "certify/corpus_answers.h"
#include "cli/answer_writer.h"
#include "cli/classify.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "command/exit_status.h"
#include "command/say.h"

namespace tango::cli {
namespace {

/// A corpus is kept as its different texts: what its rows carry is read once more.
class CarriedRows {
 public:
  CarriedRows(const std::string& path, const task::RecordReaderOptions& reading)
      : path_(path),
        carries_(reading.columns.id.has_value() || reading.columns.keep_all),
        reader_(carries_ ? task::open_record_reader(path, reading) : nullptr) {}

  CarriedRow next() {
    task::Record record;
    if (carries_ && !reader_->next(record)) {
      throw Error(ErrorCode::kInvalidInput, path_ + ": has lost rows since it was first read");
    }
    return {.carried = std::move(record.carried)};
  }

 private:
  const std::string& path_;
  bool carries_;
  std::unique_ptr<task::RecordReader> reader_;
};

}  // namespace

int classify_corpus(const ClassifyOptions& options) {
  certify::Promise promise;
  promise.keep = *options.keep;
  promise.confidence_level = options.confidence_level;
  certify::require_sensible(promise, {});
  if (options.inputs.size() > 1) {
    throw Error(ErrorCode::kUsage, "a promise about all texts is one about one file; name one",
                {"keep"});
  }
  const std::string& path = options.inputs.front();
  if (path == "-") {
    throw Error(ErrorCode::kUsage,
                "standard input has no end that is known beforehand; a promise about all texts "
                "needs a file",
                {"keep"});
  }
  const cascade::AnswerFormat format = answer_format(options);
  const task::RecordReaderOptions reading = reading_of(options);
  require_other_file(options.output, path);
  const cascade::Cascade cascade =
      load_cascade(options.model, {path, reading}, options.quiet, CertificateWarning::kNone);
  Output output(options.output);
  const certify::Sample texts = certify::read_texts({path, reading, {}});
  CarriedRows rows(path, reading);
  Progress progress(options.quiet);
  const certify::CorpusAnswers answers = certify::answer_corpus(
      cascade, texts, promise, options.seed, pipeline_options(options.model, cascade),
      [&](std::size_t tier, std::size_t done, std::size_t count) {
        progress.draw([&] { return fmt::format("tier {}: {} of {} texts", tier, done, count); });
      });
  progress.clear();
  AnswerWriter writer(cascade, format, options.scores, output);
  for (std::size_t row = 0; row < texts.rows.size(); ++row) {
    writer.write(row, rows.next(), answers.of_row(texts, row));
  }
  writer.finish();
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

}  // namespace tango::cli
