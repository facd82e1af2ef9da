// Which texts the pipeline runs together, when, and on how many cores.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/cpu_count.h"
#include "cascade/fake_tier.h"
#include "service/pipeline.h"

namespace tango::service {
namespace {

using cascade::fake::make_two_tiers;

constexpr std::chrono::seconds kLongWait{20};  // only ever waited for where a test fails

/// A number that threads wait for.
class Counter {
 public:
  void add(int value) {
    const std::lock_guard lock(mutex_);
    value_ += value;
    changed_.notify_all();
  }
  /// Whether it got there in time.
  bool await(int least) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kLongWait, [&] { return value_ >= least; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int value_ = 0;
};

struct Batch {
  int texts;
  int tokens;
  int cores;
};

/// The batches that one tier ran.
class Record {
 public:
  cascade::fake::OnForward hook() {
    return [this](const model::PackedBatch& batch, base::Team team) {
      const std::lock_guard lock(mutex_);
      batches_.push_back({batch.texts(), batch.tokens(), team.size()});
    };
  }
  std::vector<Batch> batches() {
    const std::lock_guard lock(mutex_);
    return batches_;
  }
  int texts() {
    int texts = 0;
    for (const Batch& batch : batches()) texts += batch.texts;
    return texts;
  }

 private:
  std::mutex mutex_;
  std::vector<Batch> batches_;
};

void submit_numbers(Pipeline& pipeline, int count) {
  for (int i = 0; i < count; ++i) pipeline.submit({.text = "5 " + std::to_string(i)});
}

void ignore(std::uint64_t /*index*/, cascade::Answer&& /*answer*/) {}

TEST(Scheduling, TierOneOfTheNextBlockRunsBesideTierTwoOfThisOne) {
  Counter submitted;  // else the first text could be a lone one, which runs on a team
  Counter first_running;
  Counter second_running;
  std::atomic<int> first_texts = 0;
  std::atomic<bool> overlapped = true;
  cascade::fake::Hooks first{.on_forward = [&](const model::PackedBatch& batch, base::Team) {
    submitted.await(1);
    if (first_texts.fetch_add(batch.texts()) < 4) return;  // what fills one batch of tier 2
    first_running.add(1);
    if (!second_running.await(1)) overlapped = false;
  }};
  cascade::fake::Hooks second{.on_forward = [&](const model::PackedBatch&, base::Team) {
    second_running.add(1);
    if (!first_running.await(1)) overlapped = false;
  }};
  const cascade::Cascade cascade = make_two_tiers(1, cascade::LongText::kTruncate, first, second);
  Pipeline pipeline(cascade, {.workers = 2, .batches = {{4, 1000}, {4, 1000}}}, ignore);
  submit_numbers(pipeline, 40);
  submitted.add(1);
  pipeline.finish();
  EXPECT_TRUE(overlapped);
}

TEST(Scheduling, LaterBatchesFillWhileTheCoresAreBusyWithTierOne) {
  Counter submitted;
  Record second;
  const cascade::Cascade cascade = make_two_tiers(
      1, cascade::LongText::kTruncate,
      {.on_forward = [&](const model::PackedBatch&, base::Team) { submitted.await(1); }},
      {.on_forward = second.hook()});
  Pipeline pipeline(cascade, {.workers = 1, .batches = {{3, 1000}, {10, 1000}}}, ignore);
  submit_numbers(pipeline, 95);
  submitted.add(1);
  pipeline.finish();
  std::vector<int> texts;
  for (const Batch& batch : second.batches()) texts.push_back(batch.texts);
  ASSERT_EQ(texts.size(), 10U);
  EXPECT_EQ(std::ranges::count(texts, 10), 9);
  EXPECT_EQ(texts.back(), 5);  // the last ones wait for nothing
}

TEST(Scheduling, BatchesKeepToTheirBudgets) {
  Record first;
  Record second;
  const cascade::Cascade cascade = make_two_tiers(
      1, cascade::LongText::kTruncate, {.on_forward = first.hook()}, {.on_forward = second.hook()});
  Pipeline pipeline(cascade, {.workers = 2, .batches = {{7, 40}, {5, 10}}}, ignore);
  for (int i = 0; i < 500; ++i) {
    pipeline.submit(
        {.text = std::to_string(i) + std::string(static_cast<std::size_t>(i % 13), 'x')});
  }
  pipeline.finish();
  const auto check = [](Record& record, int texts, int tokens) {
    int largest = 0;
    for (const Batch& batch : record.batches()) {
      EXPECT_LE(batch.texts, texts);
      EXPECT_TRUE(batch.tokens <= tokens || batch.texts == 1) << batch.tokens;
      largest = std::max(largest, batch.texts);
    }
    EXPECT_GT(largest, 1);
    EXPECT_EQ(record.texts(), 500);
  };
  check(first, 7, 40);
  check(second, 5, 10);
}

TEST(Scheduling, ALoneTextGetsEveryCore) {
  std::atomic<int> members = 0;
  Record first;
  Record second;
  cascade::fake::Hooks hooks{
      .on_forward = [&, hook = second.hook()](const auto& batch, base::Team team) {
        hook(batch, team);
        team.run([&](base::TeamMember& member) {
          member.barrier();
          ++members;
        });
      }};
  const cascade::Cascade cascade =
      make_two_tiers(1, cascade::LongText::kTruncate, {.on_forward = first.hook()}, hooks);
  const int cores = std::min(2, base::usable_cpus());
  (void)classify(cascade, {{.text = "5"}}, {.workers = 2});
  ASSERT_EQ(first.batches().size(), 1U);
  ASSERT_EQ(second.batches().size(), 1U);
  EXPECT_EQ(first.batches()[0].cores, cores);
  EXPECT_EQ(second.batches()[0].cores, cores);
  EXPECT_EQ(members, cores);
  (void)classify(cascade, {{.text = "5"}}, {.workers = 1});
  EXPECT_EQ(second.batches()[1].cores, 1);
}

TEST(Scheduling, ManyTextsGetACoreABatch) {
  Record first;
  Counter submitted;
  std::atomic<int> running = 0;
  std::atomic<bool> team_was_alone = true;
  cascade::fake::Hooks hooks{
      .on_forward = [&, hook = first.hook()](const auto& batch, base::Team team) {
        const int others = running++;
        hook(batch, team);
        submitted.await(1);
        if (team.size() > 1 && (others > 0 || running > 1)) team_was_alone = false;
        --running;
      }};
  const cascade::Cascade cascade = make_two_tiers(0, cascade::LongText::kTruncate, hooks);
  Pipeline pipeline(cascade, {.workers = 2, .batches = {{1, 1000}}}, ignore);
  submit_numbers(pipeline, 300);
  submitted.add(1);
  pipeline.finish();
  const std::vector<Batch> batches = first.batches();
  EXPECT_EQ(batches.size(), 300U);
  // The first one may find itself alone, and so may the last one.
  EXPECT_LE(
      std::count_if(batches.begin(), batches.end(), [](auto& batch) { return batch.cores > 1; }),
      2);
  EXPECT_TRUE(team_was_alone);
}

}  // namespace
}  // namespace tango::service
