#include "evaluate/tier_recorder.h"

#include <chrono>
#include <numeric>
#include <thread>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "cascade/exit_tiers_test.h"
#include "cascade/fake_tier.h"
#include "evaluate/parallel_batches.h"

namespace tango::evaluate {
namespace {

using cascade::Request;
namespace fake = cascade::fake;

std::vector<Request> requests() {
  std::vector<Request> texts;
  texts.reserve(23);
  for (int i = 0; i < 23; ++i) {
    texts.push_back(
        {std::string(static_cast<std::size_t>(1 + i % 9), static_cast<char>('1' + i % 9)),
         {},
         {},
         {}});
  }
  return texts;
}

TEST(TierRecorder, AnswersAreInTheTextsOrderWhateverTheBatch) {
  const cascade::Cascade cascade = fake::make_one_tier(2);
  const std::vector<Request> texts = requests();
  const TierRecord alone = run_one_by_one(cascade, 0, texts);
  ASSERT_EQ(alone.answers.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::vector<float> expected{0, 2.0F * static_cast<float>(texts[i].text[0] - '5')};
    EXPECT_EQ(alone.answers[i].logits, expected);
    EXPECT_EQ(alone.answers[i].confidence, alone.raw_confidences[i]);
  }
  for (const cascade::BatchLimits limits :
       {cascade::BatchLimits{1, kAnyTokens}, {4, kAnyTokens}, {100, kAnyTokens}, {5, 12}}) {
    for (const int workers : {1, 3}) {
      const TierRecord record =
          run_in_batches(cascade, 0, texts, batch_ends(cascade.tier(0), texts, limits), workers);
      for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(record.answers[i].logits, alone.answers[i].logits);
      }
    }
  }
}

TEST(TierRecorder, TimeIsSharedByTokensAndDividedByWorkers) {
  using namespace std::chrono_literals;
  const auto slow = [](const model::PackedBatch&, base::Team) {
    std::this_thread::sleep_for(20ms);
  };
  const cascade::Cascade cascade = fake::make_one_tier(1, {{}, slow});
  const std::vector<Request> texts{{"1", {}, {}, {}}, {"222", {}, {}, {}}};
  const TierRecord together =
      run_in_batches(cascade, 0, texts, ends_of_batches(texts.size(), 2), 1);
  EXPECT_NEAR(together.seconds[1], 3 * together.seconds[0], 1e-9);
  EXPECT_GE(together.seconds[0] + together.seconds[1], 0.02);
  const TierRecord shared = run_in_batches(cascade, 0, texts, ends_of_batches(texts.size(), 2),
                                           4);  // one of four has the batch
  EXPECT_GE(shared.seconds[0] + shared.seconds[1], 0.005);
  const TierRecord alone = run_one_by_one(cascade, 0, texts);
  EXPECT_GE(alone.seconds[0], 0.02);
}

TEST(TierRecorder, ATierThatGoesOnAnswersAsFromTheBeginning) {
  const cascade::Cascade cascade = cascade::make_exit_cascade({0.5F, 0.5F});
  const std::vector<Request> texts = requests();
  for (int tier = 0; tier < 3; ++tier) {
    const TierRecord record =
        run_in_batches(cascade, tier, texts, ends_of_batches(texts.size(), 5), 2);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_EQ(record.answers[i].tier, tier + 1);
      EXPECT_EQ(record.answers[i].logits, cascade::answer_alone(cascade, tier, texts[i]).logits);
    }
  }
}

TEST(TierRecorder, AFailureOfAnyWorkerIsThrown) {
  const cascade::Cascade cascade = fake::make_one_tier(1);
  std::vector<Request> texts = requests();
  texts[17].text = "!";
  EXPECT_THROW((void)run_in_batches(cascade, 0, texts, ends_of_batches(texts.size(), 2), 3), Error);
  EXPECT_THROW((void)run_one_by_one(cascade, 0, texts), Error);
}

}  // namespace
}  // namespace tango::evaluate
