// Test support: the scheduler in virtual time, with workers that take as long as they are told to.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "service/scheduler.h"

namespace tango::service {

/// A text that is to come.
struct Arrival {
  TimePoint at;
  int tokens = 30;
  bool deferred = false;  ///< By the first tier.
  TimePoint deadline = kNever;
  std::uint64_t tenant = 0;
  Priority priority = Priority::kNormal;
  std::stop_token cancel;
};

/// How it ended.
struct Ending {
  int times = 0;
  int tier = 0;  ///< That answered, from 1; 0: none.
  bool cut_short = false;
  bool cancelled = false;
  TimePoint at;
};

/// What batches take: `fixed` and so much a token; on a team 60 % of it.
struct TierTime {
  Duration fixed;
  Duration per_token;
  [[nodiscard]] Duration of(int tokens, int team) const {
    const Duration one = fixed + tokens * per_token;
    return team > 1 ? one * 6 / 10 : one;
  }
};

/// Two tiers on some cores. Checks at every step that no core is idle while a text waits.
class Simulation {
 public:
  struct Options {
    SchedulerOptions scheduler{.workers = 2, .team = 2};
    TierTime tiers[2]{{std::chrono::microseconds(20), std::chrono::microseconds(1)},
                      {std::chrono::microseconds(200), std::chrono::microseconds(40)}};
    Duration tokenizing = std::chrono::microseconds(5);  ///< A text.
    cascade::BatchLimits limits;
    /// Called when a batch starts.
    std::function<void(TimePoint, int tier, const Work&)> on_batch;
    /// Whether the text of that index is let in when it comes; may still change whether the first
    /// tier defers it.
    std::function<bool(std::size_t index)> admits;
    std::function<void(std::size_t index)> on_end;
  };

  explicit Simulation(Options options)
      : options_(std::move(options)), scheduler_(options_.scheduler) {
    for (int tier = 0; tier < 2; ++tier) {
      pools_[tier] = &scheduler_.add_pool({.limits = options_.limits, .depth = tier});
    }
  }

  /// `arrivals`: in order.
  std::vector<Ending> run(const std::vector<Arrival>& arrivals) {
    endings_.assign(arrivals.size(), {});
    std::size_t next = 0;
    TimePoint now{};
    while (next < arrivals.size() || !running_.empty() || scheduler_.waiting() > 0) {
      now = std::max(now, next_event(arrivals, next));
      while (!running_.empty() && running_.front().ends <= now) finish(now);
      for (; next < arrivals.size() && arrivals[next].at <= now; ++next) {
        if (options_.admits && !options_.admits(next)) continue;
        auto text = std::make_unique<SimulatedText>();
        text->index = next;
        text->arrival = &arrivals[next];
        text->tokens = arrivals[next].tokens;
        text->deadline = arrivals[next].deadline;
        text->tenant = arrivals[next].tenant;
        text->priority = arrivals[next].priority;
        text->cancel = arrivals[next].cancel;
        text->pool = pools_[0];
        scheduler_.arrive(std::move(text));
      }
      start_all(now);
    }
    return std::move(endings_);
  }

 private:
  struct SimulatedText : Task {
    std::size_t index = 0;
    const Arrival* arrival = nullptr;
    int tier = 0;
  };
  struct Running {
    TimePoint ends;
    Duration time;
    Work work;
  };

  [[nodiscard]] TimePoint next_event(const std::vector<Arrival>& arrivals, std::size_t next) const {
    TimePoint at = scheduler_.next_expiry();
    if (at != kNever) at += Duration(1);
    if (next < arrivals.size()) at = std::min(at, arrivals[next].at);
    if (!running_.empty()) at = std::min(at, running_.front().ends);
    return at;
  }

  void start_all(TimePoint now) {
    std::vector<Ended> ended;
    bool team = false;
    for (const Running& one : running_) team = team || one.work.team > 1;
    while (!team && std::cmp_less(running_.size(), options_.scheduler.workers)) {
      std::optional<Work> work = scheduler_.next(now, ended);
      if (!work) {
        ASSERT_EQ(scheduler_.waiting(), 0U) << "a core is idle while a text waits";
        break;
      }
      const int tier = work->pool == pools_[1] ? 1 : 0;
      team = work->team > 1;
      if (work->pool != nullptr && options_.on_batch) options_.on_batch(now, tier, *work);
      const Duration time = work->pool == nullptr
                                ? options_.tokenizing * static_cast<int>(work->tasks.size())
                                : options_.tiers[tier].of(work->tokens, work->team);
      running_.push_back({now + time, time, *std::move(work)});
      std::ranges::sort(running_, {}, &Running::ends);
    }
    scheduler_.expire(now, ended);
    for (const Ended& one : ended) {
      const auto& text = static_cast<const SimulatedText&>(*one.task);
      const bool late = one.why == Ended::Why::kDeadline;
      end(text, now, text.tier, late && text.tier > 0, !late);
      if (late) {  // it really could not be done in time, but for an estimate's error
        EXPECT_GT(
            now + options_.tiers[text.tier].of(text.tokens, 1) + std::chrono::microseconds(20),
            text.deadline);
      }
    }
  }

  void finish(TimePoint now) {
    Running done = std::move(running_.front());
    running_.erase(running_.begin());
    scheduler_.done(done.work, done.work.pool == nullptr ? Duration::zero() : done.time);
    for (std::unique_ptr<Task>& task : done.work.tasks) {
      auto& text = static_cast<SimulatedText&>(*task);
      if (done.work.pool != nullptr) {
        if (text.tier == 1 || !text.arrival->deferred) {
          end(text, now, text.tier + 1, false, false);
          continue;
        }
        ++text.tier;
        text.pool = pools_[1];
      }
      scheduler_.ready(std::move(task), now);
    }
  }

  void end(const SimulatedText& text, TimePoint now, int tier, bool cut_short, bool cancelled) {
    Ending& ending = endings_[text.index];
    ++ending.times;
    ending.tier = tier;
    ending.cut_short = cut_short;
    ending.cancelled = cancelled;
    ending.at = now;
    if (options_.on_end) options_.on_end(text.index);
  }

  Options options_;
  Scheduler scheduler_;
  Pool* pools_[2]{};
  std::vector<Running> running_;  // the first to end first
  std::vector<Ending> endings_;
};

}  // namespace tango::service
