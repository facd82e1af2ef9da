#include "service/record_stream.h"

#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <utility>

#include <tango/error.h>

namespace tango::service {
namespace {

constexpr std::int64_t kNamed = -1;  ///< In the place of a line that an error already names.

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
  if (options.on_error) {
    with_place.on_error = [&](std::uint64_t index, Error&& error) {
      const std::int64_t line = lines.of(index);
      options.on_error(index, line == kNamed
                                  ? std::move(error)
                                  : Error(error.code(), reader.where(line) + ": " + error.what(),
                                          error.settings()));
      lines.pop();
    };
  }
  Pipeline pipeline(cascade, with_place, [&](std::uint64_t index, cascade::Answer&& answer) {
    sink(index, std::move(answer));
    lines.pop();
  });
  std::exception_ptr unreadable;
  task::Record record;
  while (!unreadable) {
    try {
      if (!reader.next(record)) break;
    } catch (const Error& error) {
      if (options.on_error && reader.can_go_on()) {
        lines.push(kNamed);
        pipeline.fail(error);
      } else {
        unreadable = std::current_exception();
      }
      continue;
    }
    lines.push(record.line);
    pipeline.submit(request_of(std::move(record), tier));
  }
  pipeline.finish();
  if (unreadable) std::rethrow_exception(unreadable);
}

}  // namespace tango::service
