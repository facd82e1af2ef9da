// Everything at once: many threads, deadlines, cancellations, bad texts, cascades that are
// replaced.
#include <array>
#include <atomic>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <tango/error.h>

#include "cascade/fake_tier.h"
#include "service/completions_test.h"

namespace tango::service {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kThreads = 8;
constexpr std::uint64_t kTexts = 100'000 / kThreads;

/// Two cascades, each of which may be replaced at any time.
class Current {
 public:
  void replace(std::size_t which) {
    auto fresh = shared(cascade::fake::make_two_tiers(0.9F, cascade::LongText::kError));
    const std::lock_guard lock(mutex_);
    all_.emplace_back(fresh);
    current_[which] = std::move(fresh);
  }
  std::shared_ptr<const cascade::Cascade> get(std::size_t which) {
    const std::lock_guard lock(mutex_);
    return current_[which];
  }
  void clear() { current_ = {}; }
  [[nodiscard]] const std::vector<std::weak_ptr<const cascade::Cascade>>& all() const {
    return all_;
  }

 private:
  std::mutex mutex_;
  std::array<std::shared_ptr<const cascade::Cascade>, 2> current_;
  std::vector<std::weak_ptr<const cascade::Cascade>> all_;
};

/// One thread's texts: what was asked, and how each ended.
class Client {
 public:
  Client(Service& service, Current& current, std::uint64_t seed)
      : service_(service), current_(current), random_(seed), seed_(seed) {}

  void run() {
    std::vector<Submission> group;
    for (std::uint64_t i = 0; i < kTexts; ++i) {
      group.push_back(make(i));
      if (random_() % 4 != 0) submit(group);
      if (random_() % 64 == 0) std::exchange(cancel_, {}).request_stop();
      take(queue_->try_pop());
    }
    submit(group);
    while (ended_ < kTexts) take(queue_->pop());
  }

 private:
  struct Asked {
    bool bad = false, hurried = false, cancellable = false;
    int tier = 0;
    int times = 0;
  };

  Submission make(std::uint64_t tag) {
    Asked& asked = asked_[tag];
    const char digit = static_cast<char>('0' + random_() % 10);
    asked.tier = digit < '3' || digit > '7' ? 1 : 2;
    Submission text{.request = {.text = std::string(1, digit) + " text"},
                    .cascade = current_.get(random_() % 2),
                    .completions = queue_,
                    .tag = tag,
                    .priority = static_cast<Priority>(random_() % 3),
                    .tenant = seed_ % 3};
    switch (random_() % 8) {
      case 0:
        asked.hurried = true;
        text.deadline = Clock::now() + std::chrono::microseconds(random_() % 3'000);
        break;
      case 1:
        asked.cancellable = true;
        text.cancel = cancel_.get_token();
        break;
      case 2:
        asked.bad = true;
        text.request.text = random_() % 2 == 0 ? "!" : std::string(20, 'x');
        break;
      default:
        break;
    }
    return text;
  }

  void submit(std::vector<Submission>& group) {
    if (random_() % 2 == 0) {
      while (service_.try_submit(group) == Admission::kFull) take(queue_->pop_until(Clock::now()));
    } else {
      EXPECT_EQ(service_.submit(group), Admission::kAdmitted);
    }
    group.clear();
  }

  void take(const std::vector<Completion>& completions) {
    for (const Completion& one : completions) {
      Asked& asked = asked_[one.tag];
      ++ended_;
      ASSERT_EQ(++asked.times, 1);
      if (const cascade::Answer* answer = one.answer()) {
        ASSERT_FALSE(asked.bad);
        ASSERT_EQ(answer->tier, answer->cut_short ? 1 : asked.tier);
        ASSERT_TRUE(asked.hurried || !answer->cut_short);
        continue;
      }
      const ErrorCode code = one.error()->code();
      ASSERT_TRUE(asked.bad       ? code == ErrorCode::kInvalidInput
                  : asked.hurried ? code == ErrorCode::kDeadline
                                  : asked.cancellable && code == ErrorCode::kCancelled)
          << one.error()->what();
    }
  }

  Service& service_;
  Current& current_;
  std::mt19937_64 random_;
  std::uint64_t seed_;
  std::stop_source cancel_;
  std::shared_ptr<CompletionQueue> queue_ = std::make_shared<CompletionQueue>();
  std::vector<Asked> asked_ = std::vector<Asked>(kTexts);
  std::uint64_t ended_ = 0;
};

TEST(Stress, EachOf100000TextsEndsOnce) {
  Current current;
  current.replace(0);
  current.replace(1);
  Service service({.workers = 3, .max_texts = 1'000, .batches = {{.texts = 16}, {.texts = 8}}});
  std::atomic<bool> over = false;
  std::thread replaces([&] {
    for (std::size_t i = 0; i < 3; ++i) {
      const std::uint64_t before = service.snapshot().submitted;
      while (!over && service.snapshot().submitted < before + 20'000) {
        std::this_thread::sleep_for(1ms);
      }
      current.replace(i % 2);
    }
  });
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] { Client(service, current, i).run(); });
  }
  for (std::thread& thread : threads) thread.join();
  over = true;
  replaces.join();
  const Snapshot after = service.snapshot();
  EXPECT_EQ(after.submitted, kThreads * kTexts);
  EXPECT_EQ(after.answered + after.failed + after.past_deadline + after.cancelled, after.submitted);
  EXPECT_EQ(after.texts_in_flight, 0U);
  EXPECT_EQ(after.bytes_in_flight, 0U);
  EXPECT_EQ(after.tokens_in_flight, 0);
  EXPECT_GT(after.failed, 0U);
  EXPECT_GT(after.cancelled, 0U);
  current.clear();
  ASSERT_EQ(current.all().size(), 5U);
  for (const auto& one : current.all()) EXPECT_TRUE(one.expired());
  service.stop(kNever);
}

TEST(Stress, StopWhileOthersSubmit) {
  for (int round = 0; round < 20; ++round) {
    const auto cascade = shared(cascade::fake::make_two_tiers(0.9F));
    Service service({.workers = 2, .max_texts = 50});
    std::atomic<std::size_t> admitted = 0;
    const auto queue = std::make_shared<CompletionQueue>();
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        while (service.submit(
                   {.request = {.text = "5 text"}, .cascade = cascade, .completions = queue}) ==
               Admission::kAdmitted) {
          ++admitted;
        }
      });
    }
    std::this_thread::sleep_for(1ms);
    service.stop(round % 2 == 0 ? Clock::now() : kNever);
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(queue->try_pop().size(), admitted);
  }
}

}  // namespace
}  // namespace tango::service
