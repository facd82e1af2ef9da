#include "service/record_stream.h"

#include <exception>
#include <utility>

#include <tango/error.h>

namespace tango::service {

cascade::Request request_of(task::Record&& record, std::optional<int> tier) {
  return {.text = std::move(record.text),
          .pair = std::move(record.pair),
          .threshold = record.threshold,
          .tier = record.tier ? record.tier : tier};
}

void answer_records(task::RecordReader& reader, const cascade::Cascade& cascade,
                    const PipelineOptions& options, std::optional<int> tier, AnswerSink sink) {
  Pipeline pipeline(cascade, options, std::move(sink));
  std::exception_ptr unreadable;
  const auto next = [&](task::Record& record) {
    try {
      return reader.next(record);
    } catch (const Error&) {
      unreadable = std::current_exception();
      return false;
    }
  };
  task::Record record;
  while (next(record)) pipeline.submit(request_of(std::move(record), tier));
  pipeline.finish();
  if (unreadable) std::rethrow_exception(unreadable);
}

}  // namespace tango::service
