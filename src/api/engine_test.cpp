#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <tango/engine.h>
#include <tango/error.h>

namespace tango {
namespace {

using std::chrono::steady_clock;

const std::string kModels = std::string(TANGO_SOURCE_DIR) + "/tests/golden/";
constexpr auto kNoTime = steady_clock::time_point::min();
constexpr auto kAllTime = steady_clock::time_point::max();

Cascade tiny_cascade(const LoadOptions& options = {}) {
  return Cascade::load(kModels + "tiny-cascade", options);
}

/// Every third is bad: it asks for a tier that is not there.
std::vector<Text> some_bad(int count) {
  std::vector<Text> texts;
  for (int i = 0; i < count; ++i) {
    texts.push_back({.text = "not too dull " + std::to_string(i)});
    if (i % 3 == 2) texts.back().tier = 7;
  }
  return texts;
}

ErrorCode code_of(const Result& result) {
  return result.ok() ? ErrorCode::kInternal : result.error()->code();
}

TEST(EngineApi, AnswersInOrderAndTheSameAlone) {
  Engine engine(tiny_cascade());
  std::vector<Text> texts;
  for (const char* text : {"good", "bad movie", "not too dull", "", "the worst", "good"}) {
    texts.push_back({.text = text});
    texts.push_back({.text = text, .tier = 2});
    texts.push_back({.text = text, .threshold = 0.0F});
  }
  const std::vector<Result> together = engine.classify(texts);
  ASSERT_EQ(together.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Prediction answer = together[i].value();
    const Prediction alone = engine.classify(texts[i]).value();
    EXPECT_EQ(answer.label, alone.label);
    EXPECT_EQ(answer.scores, alone.scores);
    EXPECT_EQ(answer.logits, alone.logits);
    EXPECT_EQ(answer.logits.size(), 2U);
    EXPECT_EQ(answer.tier, alone.tier);
    EXPECT_FALSE(answer.cut_short);
    if (i % 3 != 0) {
      EXPECT_EQ(answer.tier, i % 3 == 1 ? 2 : 1);
    }
  }
  EXPECT_EQ(engine.classify("good").value().scores, together[0].value().scores);
  EXPECT_TRUE(engine.classify(std::vector<Text>()).empty());
}

TEST(EngineApi, ABadTextHarmsNoOther) {
  Engine engine(tiny_cascade());
  const std::vector<Result> results = engine.classify(some_bad(300));
  ASSERT_EQ(results.size(), 300U);
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (i % 3 == 2) {
      EXPECT_EQ(code_of(results[i]), ErrorCode::kInvalidInput);
      EXPECT_THROW((void)results[i].value(), Error);
      EXPECT_NE(std::string(results[i].error()->what()).find("tier 7"), std::string::npos);
    } else {
      EXPECT_TRUE(results[i].ok());
    }
  }
}

TEST(EngineApi, AStreamKeepsOrderAndEndsWithWhatItsFunctionsThrow) {
  Engine engine(tiny_cascade());
  int given = 0;
  const auto next = [&]() -> std::optional<Text> {
    if (given == 1000) return std::nullopt;
    return Text{.text = "text " + std::to_string(given++)};
  };
  std::size_t seen = 0;
  engine.classify(next, [&](std::size_t index, Result&& result) {
    EXPECT_EQ(index, seen++);
    EXPECT_TRUE(result.ok());
  });
  EXPECT_EQ(seen, 1000U);

  given = 0;
  const auto disk_full = [](std::size_t index, Result&&) {
    if (index == 5) throw std::runtime_error("disk full");
  };
  EXPECT_THROW(engine.classify(next, disk_full), std::runtime_error);
  const auto broken = []() -> std::optional<Text> { throw std::logic_error("no more"); };
  EXPECT_THROW(engine.classify(broken, [](std::size_t, Result&&) {}), std::logic_error);
  EXPECT_TRUE(engine.classify("good").ok()) << "the engine lives on";
}

TEST(EngineApi, SubmittedTextsEndInAFutureOrAQueue) {
  Engine engine(tiny_cascade());
  std::future<Result> future = engine.submit({.text = "good"});
  std::atomic<int> woken = 0;
  CompletionQueue queue([&] { ++woken; });
  for (std::uint64_t tag = 0; tag < 50; ++tag) engine.submit({.text = "good"}, queue, tag);
  std::map<std::uint64_t, Result> ended;
  while (ended.size() < 50) {
    for (Completion& one : queue.pop()) {
      EXPECT_TRUE(ended.emplace(one.tag, std::move(one.result)).second);
    }
  }
  const Prediction expected = future.get().value();
  for (const auto& [tag, result] : ended) EXPECT_EQ(result.value().scores, expected.scores);
  EXPECT_GT(woken, 0);
  EXPECT_TRUE(queue.try_pop().empty());
  EXPECT_TRUE(queue.pop_until(steady_clock::now()).empty());
  queue.close();
  EXPECT_TRUE(queue.pop().empty());
}

TEST(EngineApi, WhatIsCancelledOrLateEndsWithAnErrorOfItsOwn) {
  Engine engine(tiny_cascade());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(code_of(engine.classify(Text{.text = "good"}, {.cancel = stop.get_token()})),
            ErrorCode::kCancelled);
  EXPECT_EQ(code_of(engine.classify(Text{.text = "good"},
                                    {.deadline = steady_clock::now() - std::chrono::seconds(1)})),
            ErrorCode::kDeadline);
  EXPECT_EQ(engine.statistics().cancelled, 1U);
  EXPECT_EQ(engine.statistics().past_deadline, 1U);
}

TEST(EngineApi, SaysThatItIsFull) {
  Engine engine(tiny_cascade(), {.workers = 1, .max_texts = 8});
  CompletionQueue queue;
  Text text;
  std::uint64_t admitted = 0;
  do {
    text = {.text = "good " + std::string(500, 'x') + std::to_string(admitted)};
  } while (engine.try_submit(std::move(text), queue, admitted) && ++admitted < 100000);
  EXPECT_LT(admitted, 100000U);
  // NOLINTNEXTLINE(bugprone-use-after-move): a text that is not taken is not moved from
  EXPECT_EQ(text.text.substr(0, 4), "good") << "what was not taken is left as it was";
  std::uint64_t ended = 0;
  while (ended < admitted) ended += queue.pop().size();
  EXPECT_EQ(ended, admitted);
}

TEST(EngineApi, ServesSeveralCascadesAndReplacesItsOwn) {
  Engine engine(tiny_cascade({.thresholds = {0}}));
  const Cascade all_deferred = tiny_cascade({.thresholds = {1}});
  EXPECT_EQ(engine.classify("good").value().tier, 1);
  EXPECT_EQ(engine.classify(Text{.text = "good"}, {.cascade = all_deferred}).value().tier, 2);
  engine.replace(all_deferred);
  EXPECT_EQ(engine.classify("good").value().tier, 2);
  EXPECT_EQ(engine.cascade().thresholds(), all_deferred.thresholds());
}

TEST(EngineApi, CountsWhatItDoes) {
  Engine engine(tiny_cascade({.thresholds = {1}}));
  (void)engine.classify(some_bad(30));
  const Statistics statistics = engine.statistics();
  EXPECT_EQ(statistics.submitted, 30U);
  EXPECT_EQ(statistics.answered, 20U);
  EXPECT_EQ(statistics.failed, 10U);
  EXPECT_EQ(statistics.texts_in_flight, 0U);
  ASSERT_EQ(statistics.tiers.size(), 2U);
  EXPECT_EQ(statistics.tiers[0].deferrals, 20U);
  EXPECT_EQ(statistics.tiers[1].answers, 20U);
  EXPECT_EQ(statistics.tiers[1].latency_seconds.count, 20U);
  EXPECT_GT(statistics.tiers[1].latency_seconds.mean, 0);
  EXPECT_GT(statistics.tiers[1].confidence.p50, 0.4);
  EXPECT_LE(statistics.tiers[1].confidence.p99, 1.25);
  EXPECT_EQ(statistics.tiers[0].model, engine.cascade().tiers()[0].model);
}

TEST(EngineApi, StopsAndThenTakesNoMore) {
  Engine engine(tiny_cascade());
  std::vector<std::future<Result>> futures;
  futures.reserve(100);
  for (int i = 0; i < 100; ++i) futures.push_back(engine.submit({.text = std::to_string(i)}));
  engine.stop(kAllTime);
  for (std::future<Result>& future : futures) EXPECT_TRUE(future.get().ok());
  EXPECT_EQ(code_of(engine.classify("good")), ErrorCode::kStopping);
  EXPECT_EQ(code_of(engine.classify(std::vector<Text>(3))[2]), ErrorCode::kStopping);
  EXPECT_EQ(code_of(engine.submit({.text = "good"}).get()), ErrorCode::kStopping);
  const CompletionQueue queue;
  EXPECT_THROW(engine.submit({.text = "good"}, queue, 0), Error);
  engine.stop(kNoTime);
}

TEST(EngineApi, AMovedFromEngineMayBeDestroyedAndAssignedTo) {
  Engine first(tiny_cascade());
  Engine second = std::move(first);
  EXPECT_TRUE(second.classify("good").ok());
  try {
    // What is promised: NOLINTNEXTLINE(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
    (void)first.classify("good");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUsage);
  }
  first = Engine(tiny_cascade());
  EXPECT_TRUE(first.classify("good").ok());
  second = std::move(first);
  EXPECT_TRUE(second.classify("good").ok());
}

TEST(EngineApi, RefusesNumbersOfWorkersThatMakeNoSense) {
  EXPECT_THROW(Engine(tiny_cascade(), {.workers = -1}), Error);
  EXPECT_THROW(Engine(tiny_cascade(), {.workers = 1 << 20}), Error);
}

/// What the service's stress test does with the service, in small and with the public API.
TEST(EngineApi, EightThreadsAndThreeReplacements) {
  Engine engine(tiny_cascade(), {.max_texts = 100});
  const Cascade other = Cascade::load_model(kModels + "tiny-bert");
  constexpr int kThreads = 8;
  constexpr int kTexts = 250;
  std::atomic<int> ended = 0;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      std::vector<std::future<Result>> futures;
      std::stop_source stop;
      for (int i = 0; i < kTexts; ++i) {
        SubmitOptions options{.tenant = static_cast<std::uint64_t>(thread)};
        if (i % 7 == 0) options.cancel = stop.get_token();
        if (i % 11 == 0) options.deadline = steady_clock::now() + std::chrono::milliseconds(i % 5);
        if (i % 3 == 0) options.cascade = other;
        Text text{.text = "text " + std::to_string(i)};
        if (i % 13 == 0) text.threshold = -1;
        futures.push_back(engine.submit(std::move(text), options));
        if (i == kTexts / 2) stop.request_stop();
        if (thread == 0 && i % 60 == 59) engine.replace(i % 120 == 59 ? other : tiny_cascade());
      }
      for (int i = 0; i < kTexts; ++i) {
        const Result result = futures[static_cast<std::size_t>(i)].get();
        ++ended;
        const bool may_fail = i % 7 == 0 || i % 11 == 0 || i % 13 == 0;
        EXPECT_TRUE(result.ok() || may_fail) << result.error()->what();
        if (i % 13 == 0) {
          EXPECT_FALSE(result.ok());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ended, kThreads * kTexts);
  const Statistics counted = engine.statistics();
  EXPECT_EQ(counted.submitted, counted.answered + counted.failed + counted.past_deadline +
                                   counted.cancelled + counted.stopped);
}

}  // namespace
}  // namespace tango
