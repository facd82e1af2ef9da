#include "service/pipeline.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <future>
#include <string>

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/sanitized.h"
#include "cascade/fake_tier.h"

namespace tango::service {
namespace {

using cascade::fake::make_two_tiers;

/// No two alike; at most 13 tokens.
std::vector<cascade::Request> digits(int count) {
  std::vector<cascade::Request> requests;
  requests.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    requests.push_back({.text = std::to_string(i * 7 % 10) + " text " + std::to_string(i)});
  return requests;
}

int share_of_tier_1(const std::vector<cascade::Answer>& answers) {
  return static_cast<int>(std::count_if(answers.begin(), answers.end(),
                                        [](const cascade::Answer& a) { return a.tier == 1; }));
}

TEST(Pipeline, ThresholdDecidesWhoAnswers) {
  // cascade::Tier 1's confidence is sigmoid(|digit - 5|): 0.5, 0.73, 0.88, 0.95, 0.98, 0.99.
  EXPECT_EQ(share_of_tier_1(classify(make_two_tiers(0), digits(1000))), 1000);
  EXPECT_EQ(share_of_tier_1(classify(make_two_tiers(0.7F), digits(1000))), 900);
  EXPECT_EQ(share_of_tier_1(classify(make_two_tiers(0.9F), digits(1000))), 500);
  EXPECT_EQ(share_of_tier_1(classify(make_two_tiers(1), digits(1000))), 0);
}

TEST(Pipeline, AnswersInOrderForEveryLimit) {
  const cascade::Cascade cascade = make_two_tiers(0.9F);
  const std::vector<cascade::Answer> expected = classify(cascade, digits(500), {.workers = 1});
  for (const int workers : {1, 2, 5}) {
    for (const int in_flight : {1, 3, 40, 4096}) {
      for (const cascade::BatchLimits limits :
           {cascade::BatchLimits{1, 1000}, cascade::BatchLimits{7, 20}, cascade::BatchLimits{}}) {
        std::uint64_t next = 0;
        Pipeline pipeline(
            cascade, {.workers = workers, .max_in_flight = in_flight, .batches = {limits, limits}},
            [&](std::uint64_t index, cascade::Answer&& answer) {
              ASSERT_EQ(index, next++);
              ASSERT_EQ(answer.label, expected[index].label);
              ASSERT_EQ(answer.tier, expected[index].tier);
            });
        for (cascade::Request& request : digits(500)) pipeline.submit(std::move(request));
        pipeline.finish();
        ASSERT_EQ(next, 500U);
      }
    }
  }
}

TEST(Pipeline, AnswersAsTheyComeWhereOrderDoesNotMatter) {
  const cascade::Cascade cascade = make_two_tiers(0.9F);
  const std::vector<cascade::Request> texts = digits(200);
  const std::vector<cascade::Answer> expected = classify(cascade, texts, {.workers = 1});
  std::vector<std::uint64_t> order;
  Pipeline pipeline(cascade,
                    {.workers = 1, .batches = {{.texts = 4}, {.texts = 64}}, .in_order = false},
                    [&](std::uint64_t index, cascade::Answer&& answer) {
                      order.push_back(index);
                      EXPECT_EQ(answer.label, expected[index].label);
                    });
  for (const cascade::Request& request : texts) pipeline.submit(request);
  pipeline.finish();
  ASSERT_EQ(order.size(), texts.size());
  EXPECT_FALSE(std::ranges::is_sorted(order));  // deferred texts come later
  std::ranges::sort(order);
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i);
}

TEST(Pipeline, KeepsTextsInFlightBelowTheLimit) {
  const cascade::Cascade cascade = make_two_tiers(0.9F);
  std::atomic<int> answered = 0;
  Pipeline pipeline(cascade, {.workers = 2, .max_in_flight = 10},
                    [&](std::uint64_t, cascade::Answer&&) { ++answered; });
  int submitted = 0;
  for (cascade::Request& request : digits(300)) {
    pipeline.submit(std::move(request));
    ++submitted;
    ASSERT_LE(submitted - answered, 10 + 1);
  }
  pipeline.finish();
  EXPECT_EQ(answered, 300);
}

TEST(Pipeline, ALargeTextPassesTheByteLimitAlone) {
  const cascade::Cascade cascade = make_two_tiers(0.9F);
  int answered = 0;
  Pipeline pipeline(cascade, {.workers = 2, .max_in_flight_bytes = 100},
                    [&](std::uint64_t, cascade::Answer&&) { ++answered; });
  for (int i = 0; i < 20; ++i) pipeline.submit({.text = std::string(1000, '7')});
  pipeline.finish();
  EXPECT_EQ(answered, 20);
}

TEST(Pipeline, ASlowStreamIsAnsweredWithoutWaitingForAFullBatch) {
  const cascade::Cascade cascade = make_two_tiers(1);
  std::promise<int> tier;
  Pipeline pipeline(cascade, {.workers = 1},
                    [&](std::uint64_t, cascade::Answer&& answer) { tier.set_value(answer.tier); });
  pipeline.submit({.text = "5"});
  EXPECT_EQ(tier.get_future().get(), 2);  // hangs if the partial batch is kept
  pipeline.finish();
}

TEST(Pipeline, HonoursPinsAndThresholdsOfATextsOwn) {
  const cascade::Cascade cascade = make_two_tiers(0.9F);
  const std::vector<cascade::Answer> answers =
      classify(cascade, {{.text = "9", .tier = 2},
                         {.text = "5", .tier = 1},
                         {.text = "9", .threshold = 1.0F},
                         {.text = "5", .threshold = 0.0F}});
  EXPECT_EQ(answers[0].tier, 2);
  EXPECT_EQ(answers[1].tier, 1);
  EXPECT_EQ(answers[2].tier, 2);
  EXPECT_EQ(answers[3].tier, 1);
}

TEST(Pipeline, RefusesPinsAndThresholdsThatMakeNoSense) {
  const cascade::Cascade cascade = make_two_tiers(0.9F);
  EXPECT_THROW(classify(cascade, {{.text = "9", .tier = 3}}), Error);
  EXPECT_THROW(classify(cascade, {{.text = "9", .threshold = 1.5F}}), Error);
}

TEST(Pipeline, AnErrorNamesTheTextAndEndsTheRun) {
  const cascade::Cascade cascade = make_two_tiers(0.9F, cascade::LongText::kError);
  std::vector<cascade::Request> requests = digits(100);
  requests[42].text = "12345678901234567890";
  try {
    (void)classify(cascade, requests);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    EXPECT_NE(std::string(error.what()).find("text 42: a text of 20 tokens, where 16 fit"),
              std::string::npos)
        << error.what();
  }
}

TEST(Pipeline, GivesEachTextItsOwnErrorWhereAskedTo) {
  const cascade::Cascade cascade = make_two_tiers(0.9F, cascade::LongText::kError);
  std::vector<cascade::Request> requests = digits(100);
  requests[42].text = requests[43].text = requests[99].text = "12345678901234567890";
  requests[50].tier = 3;
  std::uint64_t next = 0;
  std::vector<std::uint64_t> failed;
  PipelineOptions options{.max_in_flight = 20, .on_error = [&](std::uint64_t index, Error&& error) {
                            EXPECT_EQ(index, next++);
                            EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
                            failed.push_back(index);
                          }};
  Pipeline pipeline(cascade, options,
                    [&](std::uint64_t index, cascade::Answer&&) { EXPECT_EQ(index, next++); });
  for (const cascade::Request& request : requests) pipeline.submit(request);
  pipeline.finish();
  EXPECT_EQ(next, 100U);
  EXPECT_EQ(failed, (std::vector<std::uint64_t>{42, 43, 50, 99}));
}

TEST(Pipeline, TheSinksErrorComesOut) {
  const cascade::Cascade cascade = make_two_tiers(0.9F);
  Pipeline pipeline(cascade, {}, [](std::uint64_t index, cascade::Answer&&) {
    if (index == 5) throw Error(ErrorCode::kIo, "disk full");
  });
  EXPECT_THROW(
      {
        for (cascade::Request& request : digits(10000)) pipeline.submit(std::move(request));
        pipeline.finish();
      },
      Error);
}

TEST(Pipeline, MayBeDroppedUnfinished) {
  const cascade::Cascade cascade = make_two_tiers(0.9F);
  Pipeline pipeline(cascade, {}, [](std::uint64_t, cascade::Answer&&) {});
  for (cascade::Request& request : digits(100)) pipeline.submit(std::move(request));
}

/// Bytes of address space in use.
rlim_t address_space() {
  rlim_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

TEST(Pipeline, SaysThatAWorkerCouldNotBeStarted) {
  if (base::kSanitized) GTEST_SKIP() << "a sanitizer needs all of the address space";
  constexpr std::size_t kStack = std::size_t{1} << 30U;  // room for three or four threads
  pthread_attr_t usual;
  ASSERT_EQ(pthread_getattr_default_np(&usual), 0);
  pthread_attr_t large = usual;
  ASSERT_EQ(pthread_attr_setstacksize(&large, kStack), 0);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  const rlimit limited{.rlim_cur = address_space() + kStack / 2 * 9, .rlim_max = before.rlim_max};
  ASSERT_EQ(pthread_setattr_default_np(&large), 0);
  ASSERT_EQ(setrlimit(RLIMIT_AS, &limited), 0);
  const cascade::Cascade cascade = make_two_tiers(0.9F);
  std::string message;
  try {
    const Pipeline pipeline(cascade, {.workers = 64}, [](std::uint64_t, cascade::Answer&&) {});
  } catch (const Error& error) {
    message = error.what();
  }
  setrlimit(RLIMIT_AS, &before);
  pthread_setattr_default_np(&usual);
  EXPECT_NE(message.find("of 64 could not be started"), std::string::npos) << message;
  EXPECT_EQ(message.find("worker 1 of"), std::string::npos) << message;
}

TEST(Pipeline, NothingInIsNothingOut) { EXPECT_TRUE(classify(make_two_tiers(0.9F), {}).empty()); }

}  // namespace
}  // namespace tango::service
