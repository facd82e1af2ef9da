#include <mutex>
#include <string>
#include <utility>

#include <tango/engine.h>
#include <tango/error.h>

#include "api/cascade_impl.h"
#include "api/completion_queue_impl.h"
#include "api/statistics.h"
#include "api/texts.h"
#include "service/pipeline.h"
#include "service/service.h"

namespace tango {
namespace {

using service::Admission;

constexpr int kMostWorkers = 4096;

service::ServiceOptions service_options_of(const EngineOptions& options) {
  if (options.workers < 0 || options.workers > kMostWorkers) {
    throw Error(ErrorCode::kUsage,
                std::to_string(options.workers) + " workers; there are 1 … " +
                    std::to_string(kMostWorkers) + ", or 0: one per usable CPU",
                {"workers"});
  }
  return {.workers = options.workers,
          .pin = options.pin,
          .max_texts = options.max_texts,
          .max_bytes = options.max_bytes,
          .batches = {}};
}

service::Priority priority_of(Priority priority) {
  switch (priority) {
    case Priority::kHigh:
      return service::Priority::kHigh;
    case Priority::kNormal:
      return service::Priority::kNormal;
    case Priority::kBackground:
      return service::Priority::kBackground;
  }
  throw Error(ErrorCode::kUsage, "no such priority; take one of tango::Priority");
}

Error stopping() {
  return {ErrorCode::kStopping, "the engine is being stopped, and takes no more texts"};
}

/// Ends futures on the worker that answered. Setting one runs no one's code.
class Promises {
 public:
  Promises()
      : queue_(std::make_shared<service::CompletionQueue>([this] { keep(queue_->try_pop()); })) {}

  using Promise = std::promise<Result>;

  static std::uint64_t tag_of(Promise* promise) {
    return reinterpret_cast<std::uintptr_t>(promise);
  }
  [[nodiscard]] const std::shared_ptr<service::CompletionQueue>& queue() const { return queue_; }

 private:
  static void keep(std::vector<service::Completion> ended) {
    for (service::Completion& one : ended) {
      const std::unique_ptr<Promise> promise(
          reinterpret_cast<Promise*>(  // NOLINT: tag_of() made it of one
              static_cast<std::uintptr_t>(one.tag)));
      promise->set_value(result_of(std::move(one)));
    }
  }

  std::shared_ptr<service::CompletionQueue> queue_;
};

}  // namespace

class [[gnu::visibility("hidden")]] Engine::Impl {
 public:
  Impl(const Cascade& cascade, const EngineOptions& options)
      : cascade_(cascade), service_(service_options_of(options)) {}

  [[nodiscard]] Cascade cascade() const {
    const std::lock_guard lock(mutex_);
    return cascade_;
  }
  void replace(Cascade && cascade) {
    const std::lock_guard lock(mutex_);
    std::swap(cascade_, cascade);
  }

  [[nodiscard]] std::future<Result> submit(Text && text, const SubmitOptions& options) {
    auto promise = std::make_unique<Promises::Promise>();
    std::future<Result> future = promise->get_future();
    service::Submission submission = make_submission(std::move(text), options, promises_.queue(),
                                                     Promises::tag_of(promise.get()));
    Promises::Promise* const theirs = promise.release();  // it may end before submit() returns
    try {
      if (service_.submit(std::move(submission)) == Admission::kAdmitted) return future;
    } catch (...) {
      promise.reset(theirs);
      throw;
    }
    promise.reset(theirs);
    promise->set_value(stopping());
    return future;
  }

  /// `text` is moved from only if it is admitted.
  bool submit(Text & text, const CompletionQueue& completions, std::uint64_t tag,
              const SubmitOptions& options, bool wait) {
    service::Submission submission =
        make_submission(std::move(text), options, completions.impl_->queue(), tag);
    const Admission admission =
        wait ? service_.submit(std::move(submission)) : service_.try_submit(std::move(submission));
    if (admission == Admission::kAdmitted) return true;
    text = text_of(std::move(submission.request));  // NOLINT: it was left as it was
    if (admission == Admission::kStopping) throw stopping();
    return false;
  }

  void classify(const std::function<std::optional<Text>()>& next,
                const std::function<void(std::size_t, Result &&)>& sink) {
    const std::shared_ptr<const cascade::Cascade> cascade = this->cascade().impl_->cascade();
    service::PipelineOptions options;
    options.on_error = [&](std::uint64_t index, Error&& error) {
      sink(static_cast<std::size_t>(index), std::move(error));
    };
    service::Pipeline pipeline(
        service_, cascade, options, [&](std::uint64_t index, cascade::Answer&& answer) {
          sink(static_cast<std::size_t>(index), prediction_of(std::move(answer), *cascade));
        });
    while (std::optional<Text> text = next()) pipeline.submit(request_of(*std::move(text)));
    pipeline.finish();
  }

  [[nodiscard]] service::Service& service() { return service_; }

 private:
  service::Submission make_submission(Text && text, const SubmitOptions& options,
                                      std::shared_ptr<service::CompletionQueue> completions,
                                      std::uint64_t tag) const {
    service::Submission submission;
    submission.cascade = (options.cascade ? *options.cascade : cascade()).impl_->cascade();
    submission.completions = std::move(completions);
    submission.tag = tag;
    submission.deadline = options.deadline;
    submission.priority = priority_of(options.priority);
    submission.tenant = options.tenant;
    submission.cancel = options.cancel;
    submission.request = request_of(std::move(text));
    return submission;
  }

  mutable std::mutex mutex_;  // guards cascade_
  Cascade cascade_;
  Promises promises_;
  service::Service service_;  // last: its threads end before what they use
};

Engine::Engine(const Cascade& cascade, const EngineOptions& options)
    : impl_(std::make_unique<Impl>(cascade, options)) {}
Engine::Engine(Engine&& other) noexcept = default;
Engine& Engine::operator=(Engine&& other) noexcept = default;
Engine::~Engine() = default;

Engine Engine::load(const std::filesystem::path& directory, const LoadOptions& load_options,
                    const EngineOptions& options) {
  return Engine(Cascade::load(directory, load_options), options);
}

Engine::Impl& Engine::impl() const {
  if (impl_ == nullptr) {
    throw Error(ErrorCode::kUsage, "this engine was moved from; assign another one to it first");
  }
  return *impl_;
}

Result Engine::classify(std::string_view text) { return classify(Text{.text = std::string(text)}); }

Result Engine::classify(Text text, const SubmitOptions& options) {
  return impl().submit(std::move(text), options).get();
}

std::vector<Result> Engine::classify(std::vector<Text> texts) {
  std::vector<Result> results;
  results.reserve(texts.size());
  std::size_t given = 0;
  impl().classify(
      [&]() -> std::optional<Text> {
        if (given == texts.size()) return std::nullopt;
        return std::move(texts[given++]);
      },
      [&](std::size_t, Result&& result) { results.push_back(std::move(result)); });
  return results;
}

void Engine::classify(const std::function<std::optional<Text>()>& next,
                      const std::function<void(std::size_t, Result&&)>& sink) {
  impl().classify(next, sink);
}

std::future<Result> Engine::submit(Text text, const SubmitOptions& options) {
  return impl().submit(std::move(text), options);
}

void Engine::submit(Text text, const CompletionQueue& completions, std::uint64_t tag,
                    const SubmitOptions& options) {
  (void)impl().submit(text, completions, tag, options, true);
}

bool Engine::try_submit(Text&& text, const CompletionQueue& completions, std::uint64_t tag,
                        const SubmitOptions& options) {
  return impl().submit(text, completions, tag, options, false);
}

void Engine::replace(Cascade cascade) { impl().replace(std::move(cascade)); }

Cascade Engine::cascade() const { return impl().cascade(); }

Statistics Engine::statistics() const { return statistics_of(impl().service().snapshot()); }

void Engine::stop(std::chrono::steady_clock::time_point deadline) {
  impl().service().stop(deadline);
}

}  // namespace tango
