#include "service/scheduler.h"

#include <algorithm>
#include <utility>

#include "service/team_size.h"

namespace tango::service {
namespace {

/// How much one worker tokenizes at a time: enough to amortize the lock, little enough to share.
constexpr std::size_t kTokenizeTexts = 32;
constexpr std::size_t kTokenizeBytes = std::size_t{64} << 10U;

}  // namespace

Scheduler::Scheduler(const SchedulerOptions& options) : options_(options) {}

Pool& Scheduler::add_pool(const PoolOptions& options) {
  return *pools_.emplace_back(std::make_unique<Pool>(options));
}

void Scheduler::remove_pool(const Pool& pool) {
  std::erase_if(pools_, [&](const auto& one) { return one.get() == &pool; });
}

void Scheduler::watch_deadline(Task& task) {
  if (task.deadline == kNever) return;
  task.latest_start = task.deadline - task.pool->least_time(task);
  deadlines_of(task).emplace(task.latest_start, &task);
}

void Scheduler::unwatch_deadline(Task& task) {
  if (task.deadline != kNever) deadlines_of(task).erase({task.latest_start, &task});
}

void Scheduler::arrive(std::unique_ptr<Task> task) {
  task->tokenized = false;
  watch_deadline(*task);
  input_.add(std::move(task));
}

void Scheduler::ready(std::unique_ptr<Task> task, TimePoint now) {
  Pool& pool = *task->pool;
  task->tokenized = true;
  watch_deadline(*task);
  if (pool.options().local) ++waiting_;
  pool.add(std::move(task), now);
}

/// Of a task in a pool: out of the pool.
std::unique_ptr<Task> Scheduler::take_out(Task& task) {
  unwatch_deadline(task);
  if (task.pool->options().local) --waiting_;
  return task.pool->remove(task);
}

void Scheduler::expire(TimePoint now, std::vector<Ended>& ended) {
  expire(deadlines_, now, ended);
  expire(remote_deadlines_, now, ended);
}

void Scheduler::expire(Deadlines& deadlines, TimePoint now, std::vector<Ended>& ended) {
  while (next_of(deadlines) < now) {
    Task& task = *deadlines.begin()->second;
    task.pool->doubt();
    if (task.tokenized) {
      ended.push_back({take_out(task), Ended::Why::kDeadline});
    } else {
      unwatch_deadline(task);
      ended.push_back({input_.remove(task), Ended::Why::kDeadline});
    }
  }
}

void Scheduler::clear(std::vector<Ended>& ended) {
  deadlines_.clear();
  remote_deadlines_.clear();
  while (!input_.empty()) ended.push_back({input_.pop(), Ended::Why::kStopping});
  for (const auto& pool : pools_) {
    while (Task* task = pool->next(nullptr)) {
      ended.push_back({pool->remove(*task), Ended::Why::kStopping});
    }
  }
  waiting_ = 0;
}

/// Full batches first, the last tier's before all; then those whose texts have waited too long;
/// then new texts; then the first tier's; then the later tiers', which fill while the cores are
/// busy with the others; and the next windows of long texts, which take turns with new texts.
std::optional<Scheduler::Choice> Scheduler::usual_choice(TimePoint now) const {
  enum Rank { kBegun, kLater, kFirstTier, kInput, kImpatient, kFull };
  std::optional<Choice> best;
  Rank best_rank = kBegun;
  TimePoint best_since;
  if (!input_.empty()) {
    best = Choice{};
    best_rank = input_.has_new() ? kInput : kBegun;
  }
  for (const auto& pool : pools_) {
    if (pool->empty() || !pool->options().local) continue;
    const TimePoint since = pool->oldest_since();
    const Rank rank = pool->full()                       ? kFull
                      : now - since >= options_.patience ? kImpatient
                      : pool->options().depth == 0       ? kFirstTier
                                                         : kLater;
    const bool better =
        !best || rank > best_rank ||
        (rank == best_rank && (rank == kFull && pool->options().depth != best->pool->options().depth
                                   ? pool->options().depth > best->pool->options().depth
                                   : since < best_since));
    if (!better) continue;
    best = Choice{pool.get(), nullptr};
    best_rank = rank;
    best_since = since;
  }
  return best;
}

Duration Scheduler::time_of(const Choice& choice) const {
  if (choice.pool == nullptr) return Duration::zero();
  int tokens = 0;
  int texts = 0;
  const cascade::BatchLimits& limits = choice.pool->options().limits;
  for (const Task* task = choice.pool->next(nullptr); task != nullptr && texts < limits.texts;
       task = choice.pool->next(task)) {
    if (texts > 0 && tokens + task->tokens > limits.tokens) break;
    tokens += task->tokens;
    ++texts;
  }
  return choice.pool->time(tokens);
}

/// The text whose deadline is nearest goes first where it could not wait for `choice`.
Scheduler::Choice Scheduler::unless_urgent(Choice choice, TimePoint now) const {
  if (deadlines_.empty()) return choice;
  const auto& [latest_start, task] = *deadlines_.begin();
  if (latest_start > now + time_of(choice)) return choice;
  return {task->tokenized ? task->pool : nullptr, task};
}

Work Scheduler::take_input(Task* first, std::vector<Ended>& ended) {
  const auto idle = static_cast<std::size_t>(std::max(1, options_.workers - busy_));
  const std::size_t most = std::min(kTokenizeTexts, (input_.size() + idle - 1) / idle);
  Work work;
  std::size_t bytes = 0;
  while (!input_.empty() && work.tasks.size() < most && bytes < kTokenizeBytes) {
    if (first != nullptr) unwatch_deadline(*first);
    std::unique_ptr<Task> task = first != nullptr ? input_.remove(*first) : input_.pop();
    if (first == nullptr) unwatch_deadline(*task);
    first = nullptr;
    if (task->cancel.stop_requested()) {
      ended.push_back({std::move(task), Ended::Why::kCancelled});
      continue;
    }
    bytes += task->bytes;
    work.tasks.push_back(std::move(task));
  }
  return work;
}

/// `first`, then the pool's oldest as far as they fit the limits and the tightest deadline of them.
Work Scheduler::take_batch(Pool& pool, Task* first, TimePoint now, std::vector<Ended>& ended) {
  const cascade::BatchLimits& limits = pool.options().limits;
  const bool alone = pool.options().local && waiting() == pool.size();  // nothing else to do
  std::size_t most = static_cast<std::size_t>(limits.texts);
  if (alone && !pool.full()) {
    most = std::min(most, last_batch_size(pool.size(), options_.workers, busy_));
  }
  const bool team = alone && pool.size() <= most && team_size({options_.team, busy_, 0}) > 1;
  Work work{.pool = &pool};
  TimePoint tightest = kNever;
  Task* task = first != nullptr ? first : pool.next(nullptr);
  const Task* taken_first = first;
  while (task != nullptr && work.tasks.size() < most) {
    Task* after = task == taken_first ? pool.next(nullptr) : pool.next(task);
    if (after == taken_first && after != nullptr) after = pool.next(after);
    if (task->cancel.stop_requested()) {
      ended.push_back({take_out(*task), Ended::Why::kCancelled});
    } else if (task->deadline != kNever &&
               now + pool.time(task->all_tokens(), team) > task->deadline) {
      pool.doubt();
      ended.push_back({take_out(*task), Ended::Why::kDeadline});
    } else {
      const int tokens = work.tokens + task->tokens;
      const TimePoint due = std::min(tightest, task->deadline);
      if (!work.tasks.empty() &&
          (tokens > limits.tokens || (due != kNever && now + pool.time(tokens, team) > due))) {
        break;
      }
      work.tokens = tokens;
      tightest = due;
      work.tasks.push_back(take_out(*task));
    }
    task = after;
  }
  if (team) work.team = team_size({options_.team, busy_, waiting()});
  return work;
}

std::optional<Work> Scheduler::next(TimePoint now, std::vector<Ended>& ended) {
  expire(now, ended);
  if (team_at_work_) return std::nullopt;
  while (const std::optional<Choice> usual = usual_choice(now)) {
    const Choice choice = unless_urgent(*usual, now);
    Work work = choice.pool == nullptr ? take_input(choice.first, ended)
                                       : take_batch(*choice.pool, choice.first, now, ended);
    if (work.tasks.empty()) continue;  // all were cancelled
    ++busy_;
    if (work.pool != nullptr) ++work.pool->running;
    team_at_work_ = work.team > 1;
    return work;
  }
  return std::nullopt;
}

std::optional<Work> Scheduler::next_remote(TimePoint now, std::vector<Ended>& ended) {
  for (const auto& pool : pools_) {
    if (pool->options().local) continue;
    while (!pool->empty() && pool->running < pool->options().max_batches) {
      Work work = take_batch(*pool, nullptr, now, ended);
      if (work.tasks.empty()) continue;
      ++pool->running;
      return work;
    }
  }
  return std::nullopt;
}

void Scheduler::done(const Work& work, Duration time) {
  if (work.pool != nullptr) {
    --work.pool->running;
    if (time > Duration::zero()) work.pool->ran(work.tokens, work.team > 1, time);
  }
  if (work.pool != nullptr && !work.pool->options().local) return;
  --busy_;
  team_at_work_ = false;
}

}  // namespace tango::service
