#include "service/service.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <tango/error.h>

#include "cascade/fake_tier.h"
#include "service/completions_test.h"

namespace tango::service {
namespace {

using namespace std::chrono_literals;
using cascade::fake::make_two_tiers;

TEST(Service, AnswersAndDefers) {
  Service service({.workers = 2});
  const auto queue = std::make_shared<CompletionQueue>();
  const auto cascade = shared(make_two_tiers(0.9F));
  for (std::uint64_t i = 0; i < 10; ++i) {
    EXPECT_EQ(service.submit({.request = {.text = std::to_string(i)},
                              .cascade = cascade,
                              .completions = queue,
                              .tag = i}),
              Admission::kAdmitted);
  }
  const auto ended = await(*queue, 10);
  for (const auto& [tag, completion] : ended) {
    ASSERT_NE(completion.answer(), nullptr);
    EXPECT_EQ(completion.answer()->tier, tag < 3 || tag > 7 ? 1 : 2) << tag;
    EXPECT_FALSE(completion.answer()->cut_short);
    EXPECT_EQ(completion.cascade, cascade);
  }
  const Snapshot snapshot = service.snapshot();
  EXPECT_EQ(snapshot.submitted, 10U);
  EXPECT_EQ(snapshot.answered, 10U);
  EXPECT_EQ(snapshot.texts_in_flight, 0U);
  EXPECT_EQ(snapshot.tokens_in_flight, 0);
  EXPECT_EQ(snapshot.bytes_in_flight, 0U);
  ASSERT_EQ(snapshot.tiers.size(), 2U);
  EXPECT_EQ(snapshot.tiers[0].answers, 5U);
  EXPECT_EQ(snapshot.tiers[0].deferrals, 5U);
  EXPECT_EQ(snapshot.tiers[0].tokens, 10U);
  EXPECT_EQ(snapshot.tiers[1].answers, 5U);
  EXPECT_EQ(snapshot.tiers[1].confidence.total(), 5U);
  EXPECT_EQ(snapshot.tiers[1].latency.total(), 5U);
  EXPECT_GT(snapshot.tiers[1].busy.count(), 0);
}

/// Nice values of this process's threads, as proc(5) has them.
std::vector<int> nice_values() {
  std::vector<int> values;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    values.push_back(::getpriority(
        PRIO_PROCESS, static_cast<id_t>(std::stoul(thread.path().filename().string()))));
  }
  return values;
}

TEST(Service, WorkersComeAfterOtherThreadsWhereAsked) {
  const int own = ::getpriority(PRIO_PROCESS, 0);
  const auto nicer = [&] { return std::ranges::count(nice_values(), std::min(own + 3, 19)); };
  const auto before = nicer();
  Service service({.workers = 2, .niceness = 3});
  const auto queue = std::make_shared<CompletionQueue>();
  const auto cascade = shared(make_two_tiers(1));
  for (std::uint64_t i = 0; i < 2; ++i) {
    (void)service.submit(
        {.request = {.text = "1"}, .cascade = cascade, .completions = queue, .tag = i});
  }
  (void)await(*queue, 2);
  EXPECT_GE(nicer(), before + 1);
  EXPECT_LE(nicer(), before + 2);
  EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), own);
}

TEST(Service, ABadTextHarmsNoOther) {
  Service service({.workers = 2});
  const auto queue = std::make_shared<CompletionQueue>();
  const auto cascade = shared(make_two_tiers(1, cascade::LongText::kError));
  std::vector<Submission> texts;
  for (const char* text : {"9", "12345678901234567890", "!", "1"}) {
    texts.push_back(
        {.request = {.text = text}, .cascade = cascade, .completions = queue, .tag = texts.size()});
  }
  texts.push_back({.request = {.text = "9", .tier = 3},
                   .cascade = cascade,
                   .completions = queue,
                   .tag = texts.size()});
  service.submit(texts);
  const auto ended = await(*queue, 5);
  EXPECT_EQ(ended.at(0).answer()->tier, 2);
  EXPECT_NE(std::string(ended.at(1).error()->what()).find("20 tokens"), std::string::npos);
  EXPECT_STREQ(ended.at(2).error()->what(), "a bad token");
  EXPECT_EQ(ended.at(3).answer()->tier, 2);
  EXPECT_EQ(code_of(ended.at(4)), ErrorCode::kInvalidInput);
  EXPECT_EQ(service.snapshot().failed, 3U);
}

/// A cascade whose tiers wait for the test.
struct Gate {
  std::promise<void> open;
  std::shared_future<void> opened = open.get_future().share();
  std::atomic<int> texts = 0;
  std::atomic<bool> entered = false;

  cascade::fake::Hooks hooks() {
    return {.on_forward = [this](const model::PackedBatch& batch, base::Team) {
      entered = true;
      texts += batch.texts();
      opened.wait();
    }};
  }
  void await_entry() const {
    while (!entered) std::this_thread::yield();
  }
};

TEST(Service, WhatIsCancelledBeforeItsBatchIsNotComputed) {
  Gate gate;
  Service service({.workers = 1});
  const auto queue = std::make_shared<CompletionQueue>();
  const auto cascade = shared(cascade::fake::make_one_tier(1, gate.hooks()));
  std::stop_source cancel;
  service.submit({.request = {.text = "9"}, .cascade = cascade, .completions = queue});
  gate.await_entry();
  for (std::uint64_t i = 1; i < 5; ++i) {
    service.submit({.request = {.text = "9"},
                    .cascade = cascade,
                    .completions = queue,
                    .tag = i,
                    .cancel = i % 2 == 0 ? cancel.get_token() : std::stop_token()});
  }
  cancel.request_stop();
  gate.open.set_value();
  const auto ended = await(*queue, 5);
  for (std::uint64_t i = 0; i < 5; ++i) {
    const bool cancelled = i == 2 || i == 4;
    EXPECT_EQ(ended.at(i).error() != nullptr, cancelled);
    if (cancelled) {
      EXPECT_EQ(code_of(ended.at(i)), ErrorCode::kCancelled);
    }
  }
  EXPECT_EQ(gate.texts, 3);
}

TEST(Service, ATextPastItsDeadlineEndsThoughEveryWorkerIsBusy) {
  Gate gate;
  Service service({.workers = 1});
  const auto queue = std::make_shared<CompletionQueue>();
  const auto cascade = shared(cascade::fake::make_one_tier(1, gate.hooks()));
  service.submit({.request = {.text = "9"}, .cascade = cascade, .completions = queue});
  gate.await_entry();
  service.submit({.request = {.text = "1"},
                  .cascade = cascade,
                  .completions = queue,
                  .tag = 1,
                  .deadline = Clock::now() + 5ms});
  const auto ended = await(*queue, 1);  // hangs if nobody watches the time
  EXPECT_EQ(code_of(ended.at(1)), ErrorCode::kDeadline);
  gate.open.set_value();
  EXPECT_NE(await(*queue, 1).at(0).answer(), nullptr);
}

TEST(Service, ADeferredTextsAnswerStandsWhereTheNextTierCantBeInTime) {
  const auto slow = [](const model::PackedBatch&, base::Team) {
    std::this_thread::sleep_for(300ms);
  };
  Service service({.workers = 1});
  const auto queue = std::make_shared<CompletionQueue>();
  const auto cascade =
      shared(make_two_tiers(1, cascade::LongText::kTruncate, {}, {.on_forward = slow}));
  const auto text = [&](std::uint64_t tag, TimePoint deadline) {
    return Submission{.request = {.text = "9"},
                      .cascade = cascade,
                      .completions = queue,
                      .tag = tag,
                      .deadline = deadline};
  };
  service.submit(text(0, kNever));  // the service learns how long tier 2 takes
  EXPECT_EQ(await(*queue, 1).at(0).answer()->tier, 2);
  service.submit(text(3, Clock::now() + 250ms));
  const ByTag hurried = await(*queue, 1);
  ASSERT_NE(hurried.at(3).answer(), nullptr);
  EXPECT_EQ(hurried.at(3).answer()->tier, 1);
  EXPECT_TRUE(hurried.at(3).answer()->cut_short);
  service.submit(text(4, Clock::now() + 60s));
  const ByTag patient = await(*queue, 1);
  EXPECT_EQ(patient.at(4).answer()->tier, 2);
  EXPECT_FALSE(patient.at(4).answer()->cut_short);
  EXPECT_EQ(service.snapshot().cut_short, 1U);
}

TEST(Service, SaysFullAtOnceAndHasRoomAgain) {
  Gate gate;
  Service service({.workers = 1, .max_texts = 2, .max_bytes = 100});
  const auto queue = std::make_shared<CompletionQueue>();
  const auto cascade = shared(cascade::fake::make_one_tier(1, gate.hooks()));
  const auto text = [&](std::string content) {
    return Submission{
        .request = {.text = std::move(content)}, .cascade = cascade, .completions = queue};
  };
  std::vector<Submission> three;
  three.reserve(3);
  for (int i = 0; i < 3; ++i) three.push_back(text("9"));
  EXPECT_EQ(service.try_submit(text("9")), Admission::kAdmitted);
  EXPECT_EQ(service.try_submit(text(std::string(100, '9'))), Admission::kFull);
  EXPECT_EQ(service.try_submit(three), Admission::kFull);
  EXPECT_EQ(three[0].request.text, "9");
  Submission second = text("1");
  EXPECT_EQ(service.try_submit(std::move(second)), Admission::kAdmitted);
  EXPECT_EQ(service.try_submit(text("9")), Admission::kFull);
  std::thread later([&] {
    EXPECT_EQ(service.submit(three), Admission::kAdmitted);  // larger than the limit
  });
  gate.open.set_value();
  later.join();
  std::size_t ended = 0;
  while (ended < 5) ended += queue->pop().size();
  EXPECT_EQ(service.snapshot().texts_in_flight, 0U);
}

TEST(Service, StopDrainsThenEndsTheRest) {
  for (const bool in_time : {true, false}) {
    Gate gate;
    Service service({.workers = 1, .batches = {{.texts = 1}}});
    const auto queue = std::make_shared<CompletionQueue>();
    const auto cascade = shared(cascade::fake::make_one_tier(1, gate.hooks()));
    for (std::uint64_t i = 0; i < 3; ++i) {
      service.submit(
          {.request = {.text = "9"}, .cascade = cascade, .completions = queue, .tag = i});
      gate.await_entry();
    }
    if (in_time) gate.open.set_value();
    std::thread opens([&] {
      if (in_time) return;
      (void)queue->pop();  // the rest ended
      gate.open.set_value();
    });
    service.stop(in_time ? kNever : Clock::now() + 5ms);
    opens.join();
    EXPECT_EQ(gate.texts, in_time ? 3 : 1);
    const Snapshot after = service.snapshot();
    EXPECT_EQ(after.stopped, in_time ? 0U : 2U);
    EXPECT_EQ(after.texts_in_flight, 0U);
    EXPECT_EQ(service.submit({.request = {.text = "9"}, .cascade = cascade, .completions = queue}),
              Admission::kStopping);
  }
}

TEST(Service, ACascadeIsFreedAfterItsLastTextAndItsPoolsWithIt) {
  Service service({.workers = 2});
  const auto queue = std::make_shared<CompletionQueue>();
  std::weak_ptr<const cascade::Cascade> old;
  for (int version = 0; version < 4; ++version) {
    const auto cascade = shared(make_two_tiers(0.9F));
    EXPECT_TRUE(old.expired());
    old = cascade;
    service.submit({.request = {.text = "5"}, .cascade = cascade, .completions = queue});
    (void)await(*queue, 1);
    EXPECT_EQ(service.snapshot().tiers.size(), 2U);
  }
  EXPECT_TRUE(old.expired());
  EXPECT_TRUE(service.snapshot().tiers.empty());
}

TEST(Service, CascadesShareTheTextsOfACommonModel) {
  Gate gate;
  const auto model =
      std::make_shared<cascade::fake::FirstByteModel>(1, 16, gate.hooks().on_forward);
  const auto make = [&] {
    std::vector<cascade::Tier> tiers;
    tiers.emplace_back(std::make_unique<cascade::fake::ByteTokenizer>(), model, 1, 0,
                       cascade::LongText::kTruncate);
    checkpoint::Labels labels = tiers.front().labels();
    return shared(
        {std::move(tiers), {}, std::move(labels), cascade::ConfidenceKind::kMaxProbability});
  };
  Service service({.workers = 1});
  const auto queue = std::make_shared<CompletionQueue>();
  const auto first = make();
  const auto second = make();
  service.submit({.request = {.text = "9"}, .cascade = first, .completions = queue});
  gate.await_entry();
  for (std::uint64_t i = 1; i < 9; ++i) {
    service.submit({.request = {.text = "9"},
                    .cascade = i % 2 == 0 ? first : second,
                    .completions = queue,
                    .tag = i});
  }
  gate.open.set_value();
  for (const auto& [tag, completion] : await(*queue, 9)) {
    EXPECT_EQ(completion.cascade, tag % 2 == 0 ? first : second);
  }
  const Snapshot snapshot = service.snapshot();
  ASSERT_EQ(snapshot.tiers.size(), 1U);
  EXPECT_EQ(snapshot.tiers[0].batches, 2U);
}

TEST(Service, RefusesASubmissionWithoutACascade) {
  Service service({.workers = 1});
  EXPECT_THROW(service.submit({.request = {.text = "9"}}), Error);
}

}  // namespace
}  // namespace tango::service
