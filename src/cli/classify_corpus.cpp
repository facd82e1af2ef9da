// tango classify --keep: one file, all of which is known before the first answer.
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/mapped_file.h"
#include "base/ordered_json.h"
#include "base/random.h"
#include "certify/certificate.h"
#include "certify/corpus_answers.h"
#include "cli/answer_writer.h"
#include "cli/classify.h"
#include "cli/output.h"
#include "cli/tier_progress.h"
#include "command/exit_status.h"
#include "command/say.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;

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

/// Beside a file of answers, so that the seed on which the promise rests is not lost.
void write_promise(const ClassifyOptions& options, const certify::Promise& promise,
                   const certify::Sample& texts, const certify::CorpusAnswers& answers) {
  const fs::path file = options.output;
  std::error_code ignored;
  if (goes_to_standard_output(options) || !fs::is_regular_file(file, ignored)) return;
  const base::OrderedJson json{
      {"version", "1.0"},
      {"answers", file.filename().string()},
      {"hash", certify::hexadecimal(base::fnv1a64(base::MappedFile(file).text()))},
      {"keep", promise.keep},
      {"of", "the last tier's answers to this very file"},
      {"confidence_level", promise.confidence_level},
      {"seed", options.seed},
      {"texts", texts.rows.size()},
      {"different_texts", texts.texts.size()},
      {"last_tier_read", answers.read}};
  base::write_file(options.output + ".promise.json", json.dump(2) + "\n");
}

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
  TierProgress progress(options.quiet);
  const certify::CorpusAnswers answers = certify::answer_corpus(
      cascade, texts, promise, options.seed, pipeline_options(options.model, cascade),
      [&](std::size_t tier, std::size_t done, std::size_t count) {
        progress.draw(tier, done, count);
      });
  progress.clear();
  AnswerWriter writer(cascade, format, options.scores, output);
  for (std::size_t row = 0; row < texts.rows.size(); ++row) {
    writer.write(row, rows.next(), answers.of_row(texts, row));
  }
  writer.finish();
  output.commit();
  if (texts.rows.empty()) {
    command::say("warning: there is no text in {}, and so no answer and no promise\n", path);
    return command::kSuccess;
  }
  write_promise(options, promise, texts, answers);
  if (!options.quiet) {
    command::say(
        "{} texts, {} of them different; the last tier read {} ({:.1f} %)\n"
        "With {:g} % confidence at least {:g} % of this file's answers are the last tier's (seed "
        "{}).\n",
        texts.rows.size(), texts.texts.size(), answers.read,
        100.0 * static_cast<double>(answers.read) / static_cast<double>(texts.texts.size()),
        100 * promise.confidence_level, 100 * promise.keep, options.seed);
  }
  return command::kSuccess;
}

}  // namespace tango::cli
