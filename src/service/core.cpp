#include "service/core.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "base/cpu_count.h"
#include "cascade/batch_memory.h"
#include "service/request_bytes.h"

namespace tango::service {
namespace {

ServiceOptions with_workers(ServiceOptions options) {
  if (options.workers <= 0) options.workers = base::usable_cpus();
  return options;
}

int team_size_of(const ServiceOptions& options) {
  return std::min(options.workers, base::usable_cpus());
}

std::unique_ptr<Text> make_text(Submission&& submission, TimePoint now) {
  auto text = std::make_unique<Text>();
  text->deadline = submission.deadline;
  text->tenant = submission.tenant;
  text->priority = submission.priority;
  text->cancel = std::move(submission.cancel);
  text->own_request = std::move(submission.request);
  text->kept_request = submission.kept_request;
  text->origin = std::move(submission.origin);
  text->bytes = text->charged_bytes = bytes_of(text->request());
  text->queue = std::move(submission.completions);
  text->submitted = now;
  text->is_counted = submission.is_counted;
  text->completion.tag = submission.tag;
  text->completion.cascade = std::move(submission.cascade);
  return text;
}

Error error_of(Ended::Why why) {
  switch (why) {
    case Ended::Why::kCancelled:
      return {ErrorCode::kCancelled, "the text was cancelled before its last batch began"};
    case Ended::Why::kStopping:
      return {ErrorCode::kStopping, "the service stopped before the text's last batch began"};
    case Ended::Why::kDeadline:
      break;
  }
  return {ErrorCode::kDeadline, "no tier could answer before the text's deadline; allow more time"};
}

}  // namespace

Service::Core::Core(const ServiceOptions& options)
    : options_(with_workers(options)),
      team_threads_(std::make_unique<base::TeamThreads>(team_size_of(options_), options_.pin,
                                                        options_.niceness > 0)),
      scheduler_({.workers = options_.workers,
                  .team = team_threads_->size(),
                  .patience = options_.patience}),
      cascades_(scheduler_, options_.workers),
      charges_({options_.max_texts, options_.max_bytes}) {
  try {
    start_threads();
  } catch (const std::system_error& error) {
    const std::size_t started = threads_.size();
    stop(TimePoint::min());
    throw Error(ErrorCode::kIo,
                "worker " + std::to_string(started + 1) + " of " +
                    std::to_string(options_.workers) +
                    " could not be started: " + error.code().message() + "; ask for fewer",
                {"workers"});
  }
}

Service::Core::~Core() = default;

void Service::Core::start_threads() {
  for (int i = 0; i < options_.workers; ++i) {
    threads_.emplace_back([this, i] {
      if (options_.pin) base::pin_this_thread(i);
      be_nice();
      work(i);
    });
  }
  threads_.emplace_back([this] { keep_time(); });
}

void Service::Core::be_nice() {
  if (options_.niceness == 0) return;
  errno = 0;
  const int now = ::nice(options_.niceness);  // of this thread alone, in Linux
  if (now != -1 || errno == 0 || !options_.on_nice_refused) return;
  const std::error_code why(errno, std::generic_category());
  std::call_once(nice_refused_, options_.on_nice_refused, why);
}

Admission Service::Core::submit(std::span<Submission> submissions, bool wait) {
  Charge charge;
  charge.texts = submissions.size();
  for (const Submission& one : submissions) {
    if (one.cascade == nullptr || one.completions == nullptr) {
      throw Error(ErrorCode::kUsage, "a submission names a cascade and a completion queue");
    }
    charge.bytes += bytes_of(one.kept_request != nullptr ? *one.kept_request : one.request);
  }
  if (submissions.empty()) return Admission::kAdmitted;
  Outbox outbox;
  Lock lock(mutex_);
  if (const Admission no = reserve(charge, wait, lock); no != Admission::kAdmitted) return no;
  Texts texts;
  try {
    const TimePoint now = Clock::now();
    for (Submission& one : submissions) {
      texts.push_back(make_text(std::move(one), now));
      texts.back()->known = &known(lock, texts.back()->completion.cascade);
    }
  } catch (...) {  // no memory, or no cache to read
    if (!lock.owns_lock()) lock.lock();
    charges_.release(charge);
    totals_.submitted -= charge.texts;
    if (closed_ && charges_.used().texts == 0) drained_.notify_all();
    throw;
  }
  enqueue(std::move(texts), outbox);
  lock.unlock();
  outbox.push();
  return Admission::kAdmitted;
}

Admission Service::Core::reserve(const Charge& charge, bool wait, Lock& lock) {
  const bool someone_waits = next_ticket_ != serving_;
  if (!closed_ && (someone_waits || !charges_.admits(charge))) {
    if (!wait) return Admission::kFull;
    const std::uint64_t ticket = next_ticket_++;
    room_.wait(lock, [&] { return closed_ || (ticket == serving_ && charges_.admits(charge)); });
    ++serving_;
    room_.notify_all();
  }
  if (closed_) return Admission::kStopping;
  charges_.add(charge);
  totals_.submitted += charge.texts;
  return Admission::kAdmitted;
}

/// Reads what was measured of a new cascade's tiers without the lock.
KnownCascade& Service::Core::known(Lock& lock,
                                   const std::shared_ptr<const cascade::Cascade>& cascade) {
  if (KnownCascade* found = cascades_.find(cascade)) return *found;
  lock.unlock();
  const auto limits = cascade::limits_of_tiers(*cascade, options_.workers, options_.batches);
  lock.lock();
  if (KnownCascade* found = cascades_.find(cascade)) return *found;
  return cascades_.add(cascade, limits);
}

void Service::Core::enqueue(Texts texts, Outbox& outbox) {
  for (std::unique_ptr<Text>& text : texts) {
    ++text->known->texts;
    totals_.tokens_in_flight += text->charged_tokens = text->tokens =
        charges_.estimated_tokens(text->bytes);
    try {
      text->tier = text->cascade().first_tier(text->request());
    } catch (...) {
      text->fail(current_error());
      end(std::move(text), outbox);
      continue;
    }
    text->pool = text->known->tiers[static_cast<std::size_t>(text->tier)]->pool;
    if (const PoolOptions& pool = text->pool->options(); pool.local) {
      text->later_tokens = std::max(0, text->tokens - pool.limits.tokens);
      text->tokens -= text->later_tokens;
    }
    scheduler_.arrive(std::move(text));
  }
  if (ending_) {
    std::vector<Ended> ended;
    scheduler_.clear(ended);
    end(ended, outbox);
  }
  wake_others();
}

/// One more worker where there is work for it, which wakes the next; and the timer.
void Service::Core::wake_others() {
  if (idle_ > 0 && scheduler_.has_work()) work_changed_.notify_one();
  if (scheduler_.next_expiry() < timer_wakes_) timer_.notify_one();
}

void Service::Core::end(std::unique_ptr<Text> text, Outbox& outbox) {
  charges_.release({1, text->charged_bytes});
  --text->known->texts;
  totals_.tokens_in_flight -= text->charged_tokens;
  if (text->is_counted) {
    count(*text);
  } else {
    --totals_.submitted;
  }
  text->completion.in_service = Clock::now() - text->submitted;
  outbox.add(std::move(text));
  if (next_ticket_ != serving_) room_.notify_all();
  if (closed_ && charges_.used().texts == 0) drained_.notify_all();
}

void Service::Core::count(const Text& text) {
  const Completion& completion = text.completion;
  if (const Error* error = completion.error()) {
    switch (error->code()) {
      case ErrorCode::kDeadline:
        ++totals_.past_deadline;
        break;
      case ErrorCode::kCancelled:
        ++totals_.cancelled;
        break;
      case ErrorCode::kStopping:
        ++totals_.stopped;
        break;
      default:
        ++totals_.failed;
    }
  } else {
    ++totals_.answered;
    if (completion.answer()->cut_short) {
      ++totals_.cut_short;
      const auto reached = static_cast<std::size_t>(completion.answer()->tier - 1);
      text.known->tiers[reached]->slots.back().counts.text_answered(Clock::now() - text.submitted);
    }
  }
}

void Service::Core::end(std::vector<Ended>& ended, Outbox& outbox) {
  for (Ended& one : ended) {
    std::unique_ptr<Text> text = text_of(std::move(one.task));
    if (one.why == Ended::Why::kDeadline && text->has_answer) {
      text->completion.answer()->cut_short = true;
    } else {
      text->fail(error_of(one.why));
    }
    end(std::move(text), outbox);
  }
  ended.clear();
}

/// After a tier: the tokens are known, and a state may have come or gone.
void Service::Core::charge_again(Text& text) {
  const std::size_t bytes =
      text.bytes + (text.state ? text.state->bytes() : 0) + text.progress.bytes();
  charges_.add({0, bytes});
  charges_.release({0, text.charged_bytes});
  text.charged_bytes = bytes;
  totals_.tokens_in_flight += text.all_tokens() - text.charged_tokens;
  text.charged_tokens = text.all_tokens();
}

void Service::Core::apply(const Work& work, Computed computed, Duration time, Outbox& outbox) {
  scheduler_.done(work, time);
  const TimePoint now = Clock::now();
  const auto go_on = [&](std::unique_ptr<Text>& text, bool tokenized) {
    charge_again(*text);
    text->pool = text->known->tiers[static_cast<std::size_t>(text->tier)]->pool;
    if (ending_) {
      text->fail(error_of(Ended::Why::kStopping));
      end(std::move(text), outbox);
    } else if (tokenized) {
      scheduler_.ready(std::move(text), now);
    } else {
      scheduler_.arrive(std::move(text));
    }
  };
  for (std::unique_ptr<Text>& text : computed.tokenized) {
    if (!text->begun) charges_.learn_tokens(text->bytes, text->all_tokens());
    go_on(text, true);
  }
  for (std::unique_ptr<Text>& text : computed.deferred) go_on(text, false);
  for (std::unique_ptr<Text>& text : computed.begun) go_on(text, false);
  for (std::unique_ptr<Text>& text : computed.ended) end(std::move(text), outbox);
}

Computed Service::Core::compute(Work& work, int worker, Duration& time) {
  Texts texts;
  texts.reserve(work.tasks.size());
  for (std::unique_ptr<Task>& task : work.tasks) texts.push_back(text_of(std::move(task)));
  time = Duration::zero();
  if (work.pool == nullptr) return tokenize(std::move(texts), options_.max_text_tokens);
  const Text& first = *texts.front();
  TierPool& pool = *first.known->tiers[static_cast<std::size_t>(first.tier)];
  WorkerSlot& slot = pool.slots[static_cast<std::size_t>(worker)];
  const std::size_t size = texts.size();
  const bool is_counted = any_counted(texts);
  const TimePoint started = Clock::now();
  Computed computed =
      run_batch(std::move(texts), work.pool->options().limits.tokens, options_.max_text_tokens,
                slot, team_threads_->team(work.team, worker), started);
  time = Clock::now() - started;
  if (is_counted) slot.counts.batch_ran(size, work.tokens, work.team, time);
  return computed;
}

void Service::Core::work(int worker) {
  Outbox outbox;
  std::vector<Ended> ended;
  Lock lock(mutex_);
  for (;;) {
    std::optional<Work> work = scheduler_.next(Clock::now(), ended);
    end(ended, outbox);
    start_remote(lock, outbox);
    wake_others();
    if (!work && outbox.empty()) {
      if (over_) return;
      ++idle_;
      work_changed_.wait(lock);
      --idle_;
      continue;
    }
    lock.unlock();
    outbox.push();
    Computed computed;
    Duration time{};
    if (work) computed = compute(*work, worker, time);
    lock.lock();
    if (work) apply(*work, std::move(computed), time, outbox);
  }
}

/// Ends texts whose deadline passes while every worker is busy.
void Service::Core::keep_time() {
  Outbox outbox;
  std::vector<Ended> ended;
  Lock lock(mutex_);
  while (!over_) {
    timer_wakes_ = scheduler_.next_expiry();
    if (timer_wakes_ == kNever) {
      timer_.wait(lock);
    } else {
      timer_.wait_until(lock, timer_wakes_ + Duration(1));
    }
    scheduler_.expire(Clock::now(), ended);
    end(ended, outbox);
    lock.unlock();
    outbox.push();
    lock.lock();
  }
}

Snapshot Service::Core::snapshot() {
  const Lock lock(mutex_);
  cascades_.forget_dead();
  Snapshot snapshot = totals_;
  snapshot.texts_in_flight = charges_.used().texts;
  snapshot.bytes_in_flight = charges_.used().bytes;
  for (const TierPool& pool : cascades_.pools()) {
    TierSnapshot& tier = snapshot.tiers.emplace_back();
    tier.model = pool.model;
    tier.key = pool.key;
    tier.tier = pool.pool->options().depth + 1;
    tier.waiting = pool.pool->size();
    for (const WorkerSlot& slot : pool.slots) slot.counts.add_to(tier);
  }
  return snapshot;
}

void Service::Core::stop(TimePoint until) {
  const std::lock_guard one_at_a_time(stopping_);
  Outbox outbox;
  {
    Lock lock(mutex_);
    closed_ = true;
    room_.notify_all();
    const auto drained = [this] { return charges_.used().texts == 0; };
    if (until > Clock::now() && until != kNever) drained_.wait_until(lock, until, drained);
    if (until == kNever) drained_.wait(lock, drained);
    ending_ = true;
    std::vector<Ended> ended;
    scheduler_.clear(ended);
    end(ended, outbox);
    end_remote(outbox);
    lock.unlock();
    outbox.push();
    lock.lock();
    drained_.wait(lock, [&] { return drained() && ending_remote_ == 0; });
    over_ = true;
    work_changed_.notify_all();
    timer_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace tango::service
