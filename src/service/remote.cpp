// The batches that endpoints have.
#include <utility>

#include "service/core.h"

namespace tango::service {
namespace {

/// Set while this thread starts batches: an endpoint that completes one at once must not start the
/// next from within.
thread_local bool starting = false;

}  // namespace

void Service::Core::start_remote(Lock& lock, Outbox& outbox) {
  if (starting) return;
  std::vector<Ended> ended;
  while (std::optional<Work> work = scheduler_.next_remote(Clock::now(), ended)) {
    auto batch = std::make_shared<RemoteBatch>();
    batch->core = shared_from_this();
    batch->started = Clock::now();
    std::vector<cascade::TierInput> inputs;
    TimePoint deadline = kNever;
    for (std::unique_ptr<Task>& task : work->tasks) {
      deadline = std::min(deadline, task->deadline);
      batch->texts.push_back(text_of(std::move(task)));
      Text& text = *batch->texts.back();
      text.keep_request();
      inputs.push_back({&text.request(), text.state.get(), text.origin.get()});
    }
    batch->work = *std::move(work);
    // Stays loaded while the batch is under way.
    const std::shared_ptr<const cascade::Cascade> cascade = batch->texts[0]->completion.cascade;
    cascade::Endpoint& endpoint = *cascade->tier(batch->texts[0]->tier).endpoint();
    remote_.insert(batch);
    end(ended, outbox);
    lock.unlock();
    outbox.push();
    starting = true;
    try {
      endpoint.start(std::move(inputs), deadline, [batch](cascade::TierOutput output) {
        batch->core->remote_done(batch, std::move(output));
      });
    } catch (...) {
      remote_done(batch, {.error = current_error()});
    }
    starting = false;
    lock.lock();
  }
  end(ended, outbox);
}

// NOLINTNEXTLINE(bugprone-exception-escape): as the declaration
void Service::Core::remote_done(const std::shared_ptr<RemoteBatch>& batch,
                                cascade::TierOutput output) noexcept {
  Lock lock(mutex_);
  if (remote_.erase(batch) == 0) return;  // ended by stop(), or done before
  ++ending_remote_;                       // stop() waits: who has stopped may free its queues
  Outbox outbox;
  const Duration time = output.error ? Duration::zero() : Clock::now() - batch->started;
  const Text& first = *batch->texts.front();
  TierCounts& counts =
      first.known->tiers[static_cast<std::size_t>(first.tier)]->slots.back().counts;
  if (any_counted(batch->texts)) {
    counts.batch_ran(batch->texts.size(), batch->work.tokens, 1, Clock::now() - batch->started);
  }
  Computed computed =
      take_output(std::move(batch->texts), std::move(output), counts, batch->started);
  apply(batch->work, std::move(computed), time, outbox);
  start_remote(lock, outbox);
  wake_others();
  lock.unlock();
  outbox.push();
  lock.lock();
  if (--ending_remote_ == 0) drained_.notify_all();
}

void Service::Core::end_remote(Outbox& outbox) {
  for (const std::shared_ptr<RemoteBatch>& batch : remote_) {
    for (std::unique_ptr<Text>& text : batch->texts) {
      auto shell = std::make_unique<Text>();  // the endpoint still reads the rest
      shell->completion = std::move(text->completion);
      shell->queue = std::move(text->queue);
      shell->known = text->known;
      shell->is_counted = text->is_counted;
      shell->charged_bytes = text->charged_bytes;
      shell->charged_tokens = text->charged_tokens;
      shell->fail({ErrorCode::kStopping, "the service stopped before the endpoint answered"});
      end(std::move(shell), outbox);
    }
  }
  remote_.clear();
}

}  // namespace tango::service
