#include "base/team.h"

#include <algorithm>

#include "base/cpu_count.h"

namespace tango::base {
namespace {

/// About 10 to 50 microseconds: longer than members usually wait for each other, shorter than
/// waking a sleeping thread takes.
constexpr int kSpins = 1000;

/// Unwinds a member that waits for one that has thrown.
struct MemberFailed {};

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Returns when `value` is no longer `old`.
template <typename Value>
void await_change(const std::atomic<Value>& value, Value old) {
  for (int i = 0; i < kSpins; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
    pause();
  }
  value.wait(old);
}

}  // namespace

void TeamMember::meet() { threads_->meet(size_); }

void Team::run_on_threads(TeamMember& caller, void* context, Call call) const {
  threads_->run(caller, seat_, context, call);
}

TeamThreads::TeamThreads(int size, bool pin, bool gives_way)
    : pin_(pin), gives_way_(gives_way), seats_(static_cast<std::size_t>(std::max(1, size))) {}

TeamThreads::~TeamThreads() {
  stopping_ = true;
  for (Seat& seat : seats_) {
    if (!seat.thread.joinable()) continue;
    seat.calls.fetch_add(1);
    seat.calls.notify_one();
    seat.thread.join();
  }
}

Team TeamThreads::team(int size, int seat) {
  return {this, std::clamp(size, 1, this->size()), seat % this->size()};
}

void TeamThreads::run(TeamMember& caller, int seat, void* context, Team::Call call) {
  const auto seat_of = [&](int rank) -> Seat& {
    return seats_[static_cast<std::size_t>((seat + rank) % size())];
  };
  for (int rank = 1; rank < caller.size(); ++rank) {
    Seat& own = seat_of(rank);
    if (own.thread.joinable()) continue;
    own.thread = std::thread([this, &own, index = (seat + rank) % size()] { serve(own, index); });
  }
  context_ = context;
  call_ = call;
  size_ = caller.size();
  running_.store(size_ - 1, std::memory_order_relaxed);
  for (int rank = 1; rank < size_; ++rank) {
    Seat& own = seat_of(rank);
    own.rank = rank;
    own.calls.fetch_add(1);
    own.calls.notify_one();
  }
  run_member(caller);
  for (int left = running_.load(); left != 0; left = running_.load()) await_change(running_, left);
  if (!failed_.load()) return;
  failed_.store(false);
  arrived_.store(0);
  std::rethrow_exception(std::exchange(error_, nullptr));
}

void TeamThreads::serve(Seat& seat, int index) {
  if (pin_) pin_this_thread(index);
  for (std::uint32_t calls = 0;; ++calls) {
    seat.calls.wait(calls);
    if (stopping_) return;
    TeamMember member(seat.rank, size_, this);
    run_member(member);
    if (running_.fetch_sub(1) == 1) running_.notify_one();
  }
}

void TeamThreads::run_member(TeamMember& member) noexcept {
  try {
    call_(context_, member);
  } catch (const MemberFailed&) {  // the other one keeps its exception
  } catch (...) {
    if (failed_.exchange(true)) return;
    error_ = std::current_exception();
    phase_.fetch_add(1);
    phase_.notify_all();
  }
}

void TeamThreads::meet(int size) {
  if (gives_way_) std::this_thread::yield();
  if (size == 1) return;
  // The phase is read before the failure: a member that fails later also changes the phase later.
  const std::uint32_t phase = phase_.load();
  if (failed_.load()) throw MemberFailed();
  if (arrived_.fetch_add(1) + 1 == size) {
    arrived_.store(0);
    phase_.fetch_add(1);
    phase_.notify_all();
    return;
  }
  await_change(phase_, phase);
  if (failed_.load()) throw MemberFailed();
}

}  // namespace tango::base
