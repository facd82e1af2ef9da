#include "service/pipeline.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <iterator>
#include <limits>
#include <mutex>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <variant>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "service/known_texts.h"
#include "service/reorder_buffer.h"
#include "service/request_bytes.h"

namespace tango::service {
namespace {

/// For what outlives the service: threads would pass an owner's count to and fro for every text.
template <typename T>
std::shared_ptr<T> without_owner(T& object) {
  return {std::shared_ptr<void>(), &object};
}

struct Delivery {
  std::variant<cascade::Answer, Error> outcome;
  std::size_t bytes = 0;
};

std::unique_ptr<Service> own_service(const PipelineOptions& options) {
  const int cpus = base::usable_cpus();
  const int workers = options.workers > 0 ? options.workers : cpus;
  // Pinning pays if this process owns every CPU of the machine; with fewer workers it would only
  // put two processes on the same CPUs.
  const bool pin =
      workers == static_cast<int>(std::thread::hardware_concurrency()) && workers == cpus;
  constexpr auto kAny = std::numeric_limits<std::size_t>::max();  // the pipeline's are tighter
  return std::make_unique<Service>(ServiceOptions{.workers = workers,
                                                  .pin = pin,
                                                  .max_texts = kAny,
                                                  .max_bytes = kAny,
                                                  .batches = options.batches});
}

}  // namespace

class Pipeline::Impl {
 public:
  Impl(std::unique_ptr<Service> own, Service& service,
       std::shared_ptr<const cascade::Cascade> cascade, PipelineOptions options, AnswerSink sink)
      : own_(std::move(own)),
        service_(service),
        cascade_(std::move(cascade)),
        options_(std::move(options)),
        sink_(std::move(sink)),
        queue_(own_ ? std::make_shared<CompletionQueue>([this] { take_up(queue_->try_pop()); })
                    : std::make_shared<CompletionQueue>()),
        lent_queue_(own_ ? without_owner(*queue_) : queue_),
        known_(options_.remembered_bytes),
        results_(options_.in_order) {
    if (own_) return;  // its workers deliver, and no one else waits for them
    try {
      delivery_ = std::thread([this] {
        while (!dropped_) take_up(queue_->pop());
      });
    } catch (const std::system_error& error) {
      throw Error(ErrorCode::kIo,
                  "a thread for answers could not be started: " + error.code().message(),
                  {"workers"});
    }
  }

  ~Impl() {
    cancel_.request_stop();
    dropped_ = true;
    own_.reset();
    queue_->close();
    if (delivery_.joinable()) delivery_.join();
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void submit(cascade::Request request) {
    std::unique_lock lock(mutex_);
    const std::uint64_t index = submitted_;
    if (!options_.on_error) check(request, index);
    const std::size_t bytes = bytes_of(request);
    room_.wait(lock, [&] { return error_ || admits(bytes); });
    if (error_) std::rethrow_exception(error_);
    const KnownTexts::Found found = known_.find_or_add(std::move(request));
    ++submitted_;
    if (found.is_new) {
      in_flight_bytes_ += bytes;
      found.text->index = index;
      lock.unlock();
      hand_in(*found.text);
    } else if (found.text->answer) {
      results_.put(index, {*found.text->answer, 0});
      lock.unlock();
      take_up({});
    } else {
      found.text->also.push_back(index);
    }
  }

  void fail(Error error) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return error_ || admits(0); });
    if (error_) std::rethrow_exception(error_);
    results_.put(submitted_++, {std::move(error), 0});
    lock.unlock();
    take_up({});
  }

  void finish() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return error_ || delivered_ == submitted_; });
    if (error_) std::rethrow_exception(error_);
  }

 private:
  [[noreturn]] void rethrow_with_place(const Error& error, std::uint64_t index) const {
    const std::string place =
        options_.place ? options_.place(index) : "text " + std::to_string(index);
    throw Error(error.code(), place + ": " + error.what(), error.settings());
  }

  void check(const cascade::Request& request, std::uint64_t index) const {
    try {
      (void)cascade_->first_tier(request);
    } catch (const Error& error) {
      rethrow_with_place(error, index);
    }
  }

  [[nodiscard]] bool admits(std::size_t bytes) const {
    const std::uint64_t in_flight = submitted_ - delivered_;
    return in_flight == 0 ||
           (in_flight < static_cast<std::uint64_t>(std::max(1, options_.max_in_flight)) &&
            in_flight_bytes_ + bytes <= options_.max_in_flight_bytes);
  }

  void hand_in(const KnownTexts::Text& text) {
    const auto tag = reinterpret_cast<std::uintptr_t>(&text);
    Submission submission{.cascade = cascade_, .completions = lent_queue_, .tag = tag};
    if (own_) {  // it ends before the text goes
      submission.kept_request = &text.request;
    } else {
      submission.request = text.request;
      submission.cancel = cancel_.get_token();
    }
    if (service_.submit(std::move(submission)) == Admission::kAdmitted) return;
    const Error stopping(ErrorCode::kStopping,
                         "the engine is being stopped, and takes no more texts");
    if (!options_.on_error) throw stopping;
    std::vector<Completion> ended;
    ended.push_back({.tag = tag, .cascade = cascade_, .outcome = stopping});
    take_up(std::move(ended));
  }

  /// Delivers what has ended; one thread at a time, which also takes up what the others leave it.
  void take_up(std::vector<Completion> ended) noexcept {
    std::vector<KnownTexts::Forgotten> forgotten;  // freed without the lock
    std::unique_lock lock(mutex_);
    if (left_.empty()) {
      left_ = std::move(ended);
    } else {
      std::ranges::move(ended, std::back_inserter(left_));
    }
    if (delivering_) return;
    delivering_ = true;
    while (!dropped_ && !error_ && (!left_.empty() || results_.ready())) {
      try {
        for (Completion& one : left_) take(one, forgotten);
        left_.clear();
        deliver(lock);
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        error_ = std::current_exception();
        cancel_.request_stop();
        room_.notify_all();
      }
    }
    delivering_ = false;
  }

  /// Queues an outcome for delivery, for the text and for those that equal it.
  void take(Completion& completion, std::vector<KnownTexts::Forgotten>& forgotten) {
    auto& text = *reinterpret_cast<KnownTexts::Text*>(  // NOLINT: it was made one in hand_in()
        static_cast<std::uintptr_t>(completion.tag));
    const auto put = [&](std::uint64_t index, auto&& outcome, std::size_t bytes) {
      results_.put(index, {std::forward<decltype(outcome)>(outcome), bytes});
    };
    for (const std::uint64_t index : text.also) put(index, completion.outcome, 0);
    const std::uint64_t index = text.index;
    const std::size_t bytes = bytes_of(text.request);
    const cascade::Answer* answer = completion.answer();
    if (answer != nullptr && !answer->cut_short) {
      known_.answered(text, cascade::Answer(*answer), forgotten);
    } else {
      known_.forget(text, forgotten);
    }
    put(index, std::move(completion.outcome), bytes);
  }

  /// Passes ready answers to the sink, without the lock.
  void deliver(std::unique_lock<std::mutex>& lock) {
    while (results_.ready()) ready_.push_back(results_.pop());
    lock.unlock();
    std::size_t bytes = 0;
    for (auto& [index, delivery] : ready_) {
      bytes += delivery.bytes;
      if (auto* answer = std::get_if<cascade::Answer>(&delivery.outcome)) {
        sink_(index, std::move(*answer));
        continue;
      }
      auto& error = std::get<Error>(delivery.outcome);
      if (!options_.on_error) rethrow_with_place(error, index);
      options_.on_error(index, std::move(error));
    }
    lock.lock();
    delivered_ += ready_.size();
    ready_.clear();
    in_flight_bytes_ -= bytes;
    room_.notify_all();
  }

  std::unique_ptr<Service> own_;  // where the pipeline has no other
  Service& service_;
  std::shared_ptr<const cascade::Cascade> cascade_;
  PipelineOptions options_;
  AnswerSink sink_;
  std::shared_ptr<CompletionQueue> queue_;
  std::shared_ptr<CompletionQueue> lent_queue_;  // the same, as the service gets it
  std::stop_source cancel_;
  std::atomic<bool> dropped_ = false;

  std::mutex mutex_;  // guards everything below
  std::condition_variable room_;
  KnownTexts known_;
  ReorderBuffer<Delivery> results_;
  std::uint64_t submitted_ = 0;
  std::uint64_t delivered_ = 0;
  std::size_t in_flight_bytes_ = 0;
  std::vector<Completion> left_;
  std::vector<std::pair<std::uint64_t, Delivery>> ready_;  // of the thread that delivers
  bool delivering_ = false;
  std::exception_ptr error_;

  std::thread delivery_;
};

Pipeline::Pipeline(const cascade::Cascade& cascade, PipelineOptions options, AnswerSink sink) {
  std::unique_ptr<Service> own = own_service(options);
  Service& service = *own;
  impl_ = std::make_unique<Impl>(std::move(own), service, without_owner(cascade),
                                 std::move(options), std::move(sink));
}

Pipeline::Pipeline(Service& service, std::shared_ptr<const cascade::Cascade> cascade,
                   PipelineOptions options, AnswerSink sink)
    : impl_(std::make_unique<Impl>(nullptr, service, std::move(cascade), std::move(options),
                                   std::move(sink))) {}

Pipeline::~Pipeline() = default;

void Pipeline::submit(cascade::Request request) { impl_->submit(std::move(request)); }

void Pipeline::fail(Error error) { impl_->fail(std::move(error)); }

void Pipeline::finish() { impl_->finish(); }

std::vector<cascade::Answer> classify(const cascade::Cascade& cascade,
                                      std::vector<cascade::Request> requests,
                                      const PipelineOptions& options) {
  std::vector<cascade::Answer> answers(requests.size());
  Pipeline pipeline(cascade, options, [&answers](std::uint64_t index, cascade::Answer&& answer) {
    answers[static_cast<std::size_t>(index)] = std::move(answer);
  });
  for (cascade::Request& request : requests) pipeline.submit(std::move(request));
  pipeline.finish();
  return answers;
}

}  // namespace tango::service
