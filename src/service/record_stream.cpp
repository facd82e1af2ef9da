#include "service/record_stream.h"

#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <utility>

#include <tango/error.h>

namespace tango::service {
namespace {

/// Where the texts stand that have no answer yet. Thread-safe.
class LinesInFlight {
 public:
  void push(std::int64_t line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(line);
  }
  /// The first one has its answer.
  void pop() {
    const std::lock_guard lock(mutex_);
    lines_.pop_front();
    ++first_;
  }
  /// Of the text that was pushed as number `index`, from 0.
  [[nodiscard]] std::int64_t of(std::uint64_t index) const {
    const std::lock_guard lock(mutex_);
    return lines_.at(static_cast<std::size_t>(index - first_));
  }

 private:
  mutable std::mutex mutex_;
  std::deque<std::int64_t> lines_;
  std::uint64_t first_ = 0;
};

}  // namespace

cascade::Request request_of(task::Record&& record, std::optional<int> tier) {
  return {.text = std::move(record.text),
          .pair = std::move(record.pair),
          .threshold = record.threshold,
          .tier = record.tier ? record.tier : tier};
}

void answer_records(task::RecordReader& reader, const cascade::Cascade& cascade,
                    const PipelineOptions& options, std::optional<int> tier, AnswerSink sink) {
  LinesInFlight lines;
  PipelineOptions with_place = options;
  with_place.in_order = true;
  with_place.place = [&](std::uint64_t index) { return reader.where(lines.of(index)); };
  Pipeline pipeline(cascade, with_place, [&](std::uint64_t index, cascade::Answer&& answer) {
    sink(index, std::move(answer));
    lines.pop();
  });
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
  while (next(record)) {
    lines.push(record.line);
    pipeline.submit(request_of(std::move(record), tier));
  }
  pipeline.finish();
  if (unreadable) std::rethrow_exception(unreadable);
}

}  // namespace tango::service
