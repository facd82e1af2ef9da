#include "cli/label_texts.h"

#include <fmt/format.h>

#include "base/mapped_file.h"
#include "base/random.h"
#include "cascade/record_stream.h"
#include "checkpoint/checkpoint.h"
#include "cli/label_file.h"
#include "cli/progress.h"
#include "cli/summary.h"

namespace tango::cli {
namespace {

constexpr std::int64_t kFlushEvery = 1024;

/// Without the first records of another reader.
class Rest final : public task::Reader {
 public:
  Rest(task::Reader& reader, std::int64_t skipped) : reader_(reader) {
    task::Record ignored;
    while (skipped-- > 0 && reader_.next(ignored)) {
    }
  }
  bool next(task::Record& record) override { return reader_.next(record); }
  [[nodiscard]] std::int64_t repaired_utf8() const override { return reader_.repaired_utf8(); }

 private:
  task::Reader& reader_;
};

}  // namespace

std::string label_identity(const LabelOptions& options, const cascade::Cascade& cascade) {
  const base::MappedFile texts(options.input.path);
  const std::uint64_t model =
      checkpoint::content_hash(checkpoint::open_checkpoint(options.model.model));
  return fmt::format("tango label {:016x} {:016x} {} {}", model, base::fnv1a64(texts.text()),
                     to_string(cascade.tier(0).model().precision()), options.model.max_length);
}

void label_texts(const LabelOptions& options) {
  const task::ReaderOptions reading = reader_options(options.input);
  const cascade::Cascade cascade =
      load_cascade(options.model, {options.input.path, reading}, options.quiet);
  LabelFile file(options.output, label_identity(options, cascade), cascade.labels().names);
  if (file.done() > 0 && !options.quiet) {
    fmt::print(stderr, "going on behind the {} texts that are labelled\n", file.done());
  }
  const auto reader = task::open_reader(options.input.path, reading);
  Rest rest(*reader, file.done());
  cascade::Tally tally(1);
  Progress progress(options.quiet);
  const auto sink = [&](std::uint64_t id, const cascade::Answer& answer) {
    file.add(answer.logits);
    if (id % kFlushEvery == 0) file.flush();
    tally.add(answer);
    progress.update(tally);
  };
  cascade::answer_records(rest, cascade, pipeline_options(options.model, cascade), 1, sink);
  file.finish();
  progress.clear();
  if (!options.quiet) {
    fmt::print(stderr, "{}", summary_text(tally, reader->repaired_utf8(), progress.seconds()));
  }
}

}  // namespace tango::cli
