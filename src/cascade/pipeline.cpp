#include "cascade/pipeline.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "base/team.h"
#include "cascade/batch_memory.h"
#include "cascade/known_texts.h"
#include "cascade/reorder_buffer.h"
#include "cascade/team_size.h"

namespace tango::cascade {
namespace {

using Clock = std::chrono::steady_clock;

/// How much one worker tokenizes at a time: enough to amortize the lock, little enough to share.
constexpr std::size_t kTokenizeTexts = 32;
constexpr std::size_t kTokenizeBytes = std::size_t{64} << 10U;

std::size_t bytes_of(const Request& request) {
  return request.text.size() + (request.pair ? request.pair->size() : 0);
}

/// A text in flight, and the tier that reads it next.
struct InFlight {
  std::uint64_t index = 0;
  KnownTexts::Text* text = nullptr;
  EncodedText encoded;
  int tier = 0;

  [[nodiscard]] const Request& request() const { return text->first; }
};

struct Finished {
  InFlight text;
  Answer answer;
  Answer kept;  ///< A copy, made outside the lock, for equal texts.
};

struct Delivery {
  Answer answer;
  std::size_t bytes = 0;
};

/// State of one worker.
struct Own {
  std::vector<std::unique_ptr<model::Workspace>> workspaces;  // one per tier, made when needed
  std::vector<KnownTexts::Forgotten> forgotten;               // to be freed without the lock
};

/// What a worker does next: tokenize texts (tier < 0), or run a batch of a tier.
struct Job {
  int tier = -1;
  std::vector<InFlight> texts;
  base::Team team;
};

[[noreturn]] void rethrow_with_index(const Error& error, std::uint64_t index) {
  throw Error(error.code(), "text " + std::to_string(index) + ": " + error.what(),
              error.settings());
}

}  // namespace

class Pipeline::Impl {
 public:
  Impl(const Cascade& cascade, PipelineOptions options, AnswerSink sink)
      : cascade_(cascade),
        options_(std::move(options)),
        sink_(std::move(sink)),
        known_(options_.remembered_bytes),
        results_(options_.in_order) {
    const int cpus = base::usable_cpus();
    if (options_.workers <= 0) options_.workers = cpus;
    options_.batches = limits_of_tiers(cascade, options_.workers, std::move(options_.batches));
    for (const BatchLimits& limits : options_.batches) pools_.emplace_back(limits);
    // Pinning pays if this process owns every CPU of the machine; with fewer workers it would only
    // put two processes on the same CPUs.
    const bool pin = options_.workers == static_cast<int>(std::thread::hardware_concurrency()) &&
                     options_.workers == cpus;
    team_threads_ = std::make_unique<base::TeamThreads>(std::min(options_.workers, cpus), pin);
    try {
      while (std::cmp_less(threads_.size(), options_.workers)) {
        threads_.emplace_back([this, i = static_cast<int>(threads_.size()), pin] {
          if (pin) base::pin_this_thread(i);
          work(i);
        });
      }
    } catch (const std::system_error& error) {
      stop();
      throw Error(ErrorCode::kIo,
                  "worker " + std::to_string(threads_.size() + 1) + " of " +
                      std::to_string(options_.workers) +
                      " could not be started: " + error.code().message() + "; ask for fewer",
                  {"workers"});
    }
  }

  ~Impl() { stop(); }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void submit(Request request) {
    std::unique_lock lock(mutex_);
    const std::uint64_t index = submitted_;
    int tier = 0;
    try {
      tier = cascade_.first_tier(request);
    } catch (const Error& error) {
      rethrow_with_index(error, index);
    }
    const std::size_t bytes = bytes_of(request);
    if (!admits(bytes)) {
      blocked_ = true;
      work_changed_.notify_all();
      room_.wait(lock, [&] { return error_ || admits(bytes); });
      blocked_ = false;
    }
    if (error_) std::rethrow_exception(error_);
    const KnownTexts::Found found = known_.find_or_add(std::move(request));
    ++submitted_;
    if (found.is_new) {
      in_flight_bytes_ += bytes;
      input_.push_back({index, found.text, {}, tier});
    } else if (found.text->second.answer) {
      results_.put(index, {*found.text->second.answer, 0});
    } else {
      found.text->second.also.push_back(index);
      return;
    }
    if (idle_ > 0) work_changed_.notify_one();
  }

  void finish() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    work_changed_.notify_all();
    room_.wait(lock, [&] { return error_ || delivered_ == submitted_; });
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    work_changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  [[nodiscard]] bool admits(std::size_t bytes) const {
    const std::uint64_t in_flight = submitted_ - delivered_;
    return in_flight == 0 ||
           (in_flight < static_cast<std::uint64_t>(std::max(1, options_.max_in_flight)) &&
            in_flight_bytes_ + bytes <= options_.max_in_flight_bytes);
  }

  /// The later tiers' pool whose oldest text was submitted first; none when all are empty.
  [[nodiscard]] int tier_of_oldest() const {
    int found = -1;
    for (int tier = 1; tier < cascade_.num_tiers(); ++tier) {
      const auto& pool = pools_[static_cast<std::size_t>(tier)];
      if (pool.empty()) continue;
      if (found < 0 ||
          pool.oldest().index < pools_[static_cast<std::size_t>(found)].oldest().index) {
        found = tier;
      }
    }
    return found;
  }

  Job batch_of(int tier) {
    auto& pool = pools_[static_cast<std::size_t>(tier)];
    const bool last = closed_ && !pool.full();
    return {tier,
            pool.take(last ? last_batch_size(pool.size(), options_.workers, busy_) : pool.size())};
  }

  [[nodiscard]] base::Team team_for_batch(int worker) {
    Load load{team_threads_->size(), busy_, input_.size()};
    for (const auto& pool : pools_) load.waiting += pool.size();
    return team_threads_->team(team_size(load), worker);
  }

  Job tokenize_job() {
    Job job;
    std::size_t bytes = 0;
    while (!input_.empty() && job.texts.size() < kTokenizeTexts && bytes < kTokenizeBytes) {
      bytes += bytes_of(input_.front().request());
      job.texts.push_back(std::move(input_.front()));
      input_.pop_front();
    }
    return job;
  }

  /// Full batches first, the last tier's before all; then new texts; then the first tier's partial
  /// batch; a later tier's partial batch only when nothing can fill it soon. `wake`: when to
  /// look again even if nothing changes.
  std::optional<Job> choose(std::optional<Clock::time_point>& wake) {
    wake.reset();
    if (team_at_work_) return std::nullopt;  // on this worker's core, too
    for (int tier = cascade_.num_tiers() - 1; tier >= 0; --tier) {
      if (pools_[static_cast<std::size_t>(tier)].full()) return batch_of(tier);
    }
    if (!input_.empty()) return tokenize_job();
    if (!pools_.front().empty()) return batch_of(0);
    const int tier = tier_of_oldest();
    if (tier < 0) return std::nullopt;
    const Clock::time_point due =
        pools_[static_cast<std::size_t>(tier)].oldest_since() + options_.max_batch_wait;
    if (closed_ || blocked_ || Clock::now() >= due) return batch_of(tier);
    wake = due;
    return std::nullopt;
  }

  void work(int worker) {
    Own own;
    own.workspaces.resize(pools_.size());
    std::unique_lock lock(mutex_);
    while (!stopped_ && !error_) {
      std::optional<Clock::time_point> wake;
      std::optional<Job> job = choose(wake);
      if (!job && !(results_.ready() && !delivering_)) {
        ++idle_;
        if (wake) {
          work_changed_.wait_until(lock, *wake);
        } else {
          work_changed_.wait(lock);
        }
        --idle_;
        continue;
      }
      try {
        if (job) {
          if (job->tier >= 0) job->team = team_for_batch(worker);
          team_at_work_ = job->team.size() > 1;
          ++busy_;
          run(*job, own, lock);
          --busy_;
          team_at_work_ = false;
        }
        deliver(lock);
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        if (!error_) error_ = std::current_exception();
        room_.notify_all();
        work_changed_.notify_all();
      }
    }
  }

  /// Enters and leaves with the lock held; computes without it.
  void run(Job& job, Own& own, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    own.forgotten.clear();
    std::vector<Finished> finished;
    if (job.tier >= 0) finished = answer(job, own.workspaces[static_cast<std::size_t>(job.tier)]);
    std::vector<int> tokens;
    for (InFlight& text : job.texts) {
      tokens.push_back(tokens_of(text.encoded = encode(text)));
    }
    lock.lock();
    const Clock::time_point now = Clock::now();
    for (std::size_t i = 0; i < job.texts.size(); ++i) {
      const auto tier = static_cast<std::size_t>(job.texts[i].tier);
      pools_[tier].add(std::move(job.texts[i]), tokens[i], now);
    }
    for (Finished& one : finished) keep(one, own.forgotten);
    if (idle_ > 0) work_changed_.notify_all();
  }

  /// Queues an answer for delivery, for the text and for those that equal it.
  void keep(Finished& finished, std::vector<KnownTexts::Forgotten>& forgotten) {
    KnownTexts::Text& text = *finished.text.text;
    for (const std::uint64_t index : text.second.also) results_.put(index, {finished.kept, 0});
    results_.put(finished.text.index, {std::move(finished.answer), bytes_of(text.first)});
    known_.answered(text, std::move(finished.kept), forgotten);
  }

  [[nodiscard]] EncodedText encode(const InFlight& text) const {
    try {
      return cascade_.tier(text.tier).encode(text.request());
    } catch (const Error& error) {
      rethrow_with_index(error, text.index);
    }
  }

  /// Answers what the tier accepts; leaves the deferred texts, one tier further, in the job.
  std::vector<Finished> answer(Job& job, std::unique_ptr<model::Workspace>& workspace) const {
    const Tier& tier = cascade_.tier(job.tier);
    if (!workspace) workspace = tier.model().make_workspace();
    std::vector<const EncodedText*> encoded;
    for (const InFlight& text : job.texts) encoded.push_back(&text.encoded);
    const BatchLimits& limits = options_.batches[static_cast<std::size_t>(job.tier)];
    const TextLogits logits = tier.run(encoded, limits.tokens, *workspace, job.team);

    std::vector<Finished> finished;
    std::vector<InFlight> deferred;
    for (std::size_t i = 0; i < job.texts.size(); ++i) {
      InFlight& text = job.texts[i];
      Answer answer = cascade_.answer(job.tier, logits.of(i), text.encoded, text.request());
      if (cascade_.accepts(text.request(), answer)) {
        text.encoded = {};
        finished.push_back({std::move(text), answer, std::move(answer)});
      } else {
        ++text.tier;
        deferred.push_back(std::move(text));
      }
    }
    job.texts = std::move(deferred);
    return finished;
  }

  /// Passes ready answers to the sink, without the lock; one worker at a time.
  void deliver(std::unique_lock<std::mutex>& lock) {
    if (delivering_) return;
    delivering_ = true;
    while (results_.ready()) {
      std::vector<std::pair<std::uint64_t, Delivery>> ready;
      while (results_.ready()) ready.push_back(results_.pop());
      lock.unlock();
      std::size_t bytes = 0;
      for (auto& [index, delivery] : ready) {
        bytes += delivery.bytes;
        sink_(index, std::move(delivery.answer));
      }
      lock.lock();
      delivered_ += ready.size();
      in_flight_bytes_ -= bytes;
      room_.notify_all();
    }
    delivering_ = false;
  }

  const Cascade& cascade_;
  PipelineOptions options_;
  AnswerSink sink_;
  std::unique_ptr<base::TeamThreads> team_threads_;

  std::mutex mutex_;  // guards everything below
  std::condition_variable work_changed_;
  std::condition_variable room_;
  KnownTexts known_;
  std::deque<InFlight> input_;
  std::vector<BatchPool<InFlight>> pools_;
  ReorderBuffer<Delivery> results_;
  std::uint64_t submitted_ = 0;
  std::uint64_t delivered_ = 0;
  std::size_t in_flight_bytes_ = 0;
  int idle_ = 0;  // workers that wait
  int busy_ = 0;  // workers that compute
  bool team_at_work_ = false;
  bool blocked_ = false;  // submit() waits for room
  bool closed_ = false;
  bool stopped_ = false;
  bool delivering_ = false;
  std::exception_ptr error_;

  std::vector<std::thread> threads_;
};

Pipeline::Pipeline(const Cascade& cascade, PipelineOptions options, AnswerSink sink)
    : impl_(std::make_unique<Impl>(cascade, std::move(options), std::move(sink))) {}

Pipeline::~Pipeline() = default;

void Pipeline::submit(Request request) { impl_->submit(std::move(request)); }

void Pipeline::finish() { impl_->finish(); }

std::vector<Answer> classify(const Cascade& cascade, std::vector<Request> requests,
                             const PipelineOptions& options) {
  std::vector<Answer> answers(requests.size());
  Pipeline pipeline(cascade, options, [&answers](std::uint64_t index, Answer&& answer) {
    answers[static_cast<std::size_t>(index)] = std::move(answer);
  });
  for (Request& request : requests) pipeline.submit(std::move(request));
  pipeline.finish();
  return answers;
}

}  // namespace tango::cascade
