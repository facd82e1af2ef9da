#include "cli/answer_records.h"

#include <exception>
#include <utility>

#include <tango/error.h>

namespace tango::cli {

void answer_records(task::Reader& reader, const cascade::Cascade& cascade,
                    const cascade::PipelineOptions& options, std::optional<int> tier,
                    const std::function<void(const task::Record&)>& read,
                    cascade::AnswerSink sink) {
  cascade::Pipeline pipeline(cascade, options, std::move(sink));
  std::exception_ptr bad_row;
  const auto next = [&](task::Record& record) {
    try {
      if (!reader.next(record)) return false;
      if (read) read(record);
      return true;
    } catch (const Error&) {
      bad_row = std::current_exception();
      return false;
    }
  };
  task::Record record;
  while (next(record)) {
    pipeline.submit({.text = std::move(record.text),
                     .pair = std::move(record.pair),
                     .threshold = record.threshold,
                     .tier = record.tier ? record.tier : tier});
  }
  pipeline.finish();
  if (bad_row) std::rethrow_exception(bad_row);
}

}  // namespace tango::cli
