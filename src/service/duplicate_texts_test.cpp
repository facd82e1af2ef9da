// Equal texts are computed once, and answers do not change by it.
#include <atomic>
#include <future>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "cascade/fake_tier.h"
#include "service/pipeline.h"

namespace tango::service {
namespace {

using cascade::fake::make_two_tiers;

/// How often each tier computed something.
struct Counts {
  std::atomic<int> encoded = 0;
  std::atomic<int> texts = 0;

  cascade::fake::Hooks hooks(const std::shared_future<void>& start = {}) {
    return {.on_encode = [this](std::string_view) { ++encoded; },
            .on_forward =
                [this, start](const model::PackedBatch& batch, base::Team) {
                  if (start.valid()) start.wait();
                  texts += batch.texts();
                }};
  }
};

void expect_equal(const cascade::Answer& one, const cascade::Answer& other) {
  EXPECT_EQ(one.tier, other.tier);
  EXPECT_EQ(one.label, other.label);
  EXPECT_EQ(one.labels, other.labels);
  EXPECT_EQ(one.score, other.score);
  EXPECT_EQ(one.confidence, other.confidence);
  EXPECT_EQ(one.scores, other.scores);
  EXPECT_EQ(one.logits, other.logits);
  EXPECT_EQ(one.truncated, other.truncated);
  EXPECT_EQ(one.windows, other.windows);
  EXPECT_EQ(one.invalid_utf8, other.invalid_utf8);
}

/// Few different texts, over and over: short and truncated ones, pairs, thresholds and pins.
cascade::Request request(int i) {
  const std::string digit = std::to_string(i % 10);
  switch (i * 7 % 6) {
    case 0:
      return {.text = digit, .pair = "pair"};
    case 1:
      return {.text = digit, .threshold = 1.0F};
    case 2:
      return {.text = digit, .tier = 1 + i % 2};
    case 3:
      return {.text = digit + " of more than sixteen tokens"};
    default:
      return {.text = digit};
  }
}

TEST(DuplicateTexts, InFlightAreComputedOnce) {
  std::promise<void> all_submitted;
  Counts first;
  Counts second;
  const cascade::Cascade cascade =
      make_two_tiers(0.9F, cascade::LongText::kTruncate,
                     first.hooks(all_submitted.get_future().share()), second.hooks());
  std::vector<cascade::Answer> answers;
  Pipeline pipeline(cascade, {.workers = 2, .remembered_bytes = 0},
                    [&](std::uint64_t index, cascade::Answer&& answer) {
                      EXPECT_EQ(index, answers.size());
                      answers.push_back(std::move(answer));
                    });
  for (int i = 0; i < 1000; ++i) pipeline.submit({.text = std::to_string(i % 10)});
  all_submitted.set_value();
  pipeline.finish();
  EXPECT_EQ(first.encoded, 10);
  EXPECT_EQ(first.texts, 10);
  EXPECT_EQ(second.encoded, 5);
  EXPECT_EQ(second.texts, 5);
  ASSERT_EQ(answers.size(), 1000U);
  for (std::size_t i = 10; i < 1000; ++i) expect_equal(answers[i], answers[i % 10]);
}

TEST(DuplicateTexts, AnsweredLatelyAreNotComputedAgain) {
  for (const std::size_t remembered : {std::size_t{1} << 20U, std::size_t{0}}) {
    Counts first;
    const cascade::Cascade cascade = make_two_tiers(0, cascade::LongText::kTruncate, first.hooks());
    std::promise<void> answered[3];
    Pipeline pipeline(cascade, {.workers = 2, .remembered_bytes = remembered},
                      [&](std::uint64_t index, cascade::Answer&& answer) {
                        EXPECT_EQ(answer.label, 1);
                        answered[index].set_value();
                      });
    for (std::promise<void>& one : answered) {
      pipeline.submit({.text = "9"});
      one.get_future().wait();
    }
    pipeline.finish();
    EXPECT_EQ(first.texts, remembered > 0 ? 1 : 3);
  }
}

TEST(DuplicateTexts, HaveTheAnswersOfTextsAlone) {
  const cascade::Cascade cascade = make_two_tiers(0.9F);
  std::vector<cascade::Answer> alone;
  alone.reserve(60);
  for (int i = 0; i < 60; ++i) alone.push_back(classify(cascade, {request(i)}).at(0));
  for (const std::size_t remembered : {0, 3000, 1 << 20}) {
    for (const int in_flight : {1, 7, 4096}) {
      std::uint64_t next = 0;
      Pipeline pipeline(cascade,
                        {.workers = 2, .max_in_flight = in_flight, .remembered_bytes = remembered},
                        [&](std::uint64_t index, cascade::Answer&& answer) {
                          ASSERT_EQ(index, next++);
                          expect_equal(answer, alone[index % 60]);
                        });
      for (int i = 0; i < 3000; ++i) pipeline.submit(request(i));
      pipeline.finish();
      ASSERT_EQ(next, 3000U);
    }
  }
}

TEST(DuplicateTexts, AnErrorNamesTheFirstOfThem) {
  const cascade::Cascade cascade = make_two_tiers(0.9F, cascade::LongText::kError);
  std::vector<cascade::Request> requests;
  requests.reserve(50);
  for (int i = 0; i < 50; ++i) requests.push_back({.text = "text " + std::to_string(i)});
  for (const std::size_t i : {12, 13, 40}) requests[i].text = "a text that is too long";
  try {
    (void)classify(cascade, requests);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("text 12: ")) << error.what();
  }
}

}  // namespace
}  // namespace tango::service
