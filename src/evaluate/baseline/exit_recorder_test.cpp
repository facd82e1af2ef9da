#include "evaluate/baseline/exit_recorder.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "cascade/fake_tier.h"
#include "checkpoint/small_encoder_test.h"
#include "evaluate/baseline/early_exit.h"
#include "evaluate/tier_answers.h"

namespace tango::evaluate {
namespace {

using cascade::ConfidenceKind;
using cascade::Request;

class Exits : public testing::Test {
 protected:
  Exits()
      : config_(checkpoint::small_encoder(128, {"no", "yes"},
                                          checkpoint::ProblemType::kSingleLabelClassification)),
        weights_(config_, 5),
        tier_(cascade::fake::make_tier(1)) {
    model_ = model::make_early_exit_model(config_, weights_,
                                          checkpoint::random_off_ramps(config_, 6), {});
    for (int i = 0; i < 37; ++i) {
      texts_.push_back(
          {std::string(static_cast<std::size_t>(1 + i % 11), static_cast<char>(33 + i)),
           {},
           {},
           {}});
    }
  }

  checkpoint::EncoderConfig config_;
  checkpoint::RandomWeights weights_;
  cascade::Tier tier_;
  std::unique_ptr<model::EarlyExitModel> model_;
  std::vector<Request> texts_;
};

TEST_F(Exits, OneByOneTimesEveryExit) {
  const std::vector<ExitRecord> records = run_exits_one_by_one(*model_, tier_, texts_);
  ASSERT_EQ(records.size(), 4U);
  for (const ExitRecord& record : records) {
    EXPECT_EQ(record.logits.size(), 2 * texts_.size());
    EXPECT_GT(*std::ranges::min_element(record.seconds), 0);
  }
  EXPECT_NE(records[0].logits, records[1].logits);
}

TEST_F(Exits, InBatchesTextsLeaveWhereTheRuleSays) {
  const std::vector<ExitRecord> records = run_exits_one_by_one(*model_, tier_, texts_);
  std::vector<TierAnswers> answers;
  answers.reserve(records.size());
  for (const ExitRecord& record : records) {
    answers.push_back(answers_of(record.logits, 2, ConfidenceKind::kEntropy));
  }
  for (const float threshold : {0.0F, 0.05F, 0.2F, 0.5F, 1.0F}) {
    for (const int workers : {1, 3}) {
      const ExitRun run = run_exits_in_batches(*model_, tier_, texts_, 8, workers,
                                               ConfidenceKind::kEntropy, threshold);
      EXPECT_GT(run.seconds, 0);
      for (std::size_t text = 0; text < texts_.size(); ++text) {
        std::size_t expected = 0;
        while (expected < 3 && !cascade::answers(answers[expected].confidences[text], threshold)) {
          ++expected;
        }
        ASSERT_EQ(run.exits[text], static_cast<int>(expected));
        EXPECT_EQ(run.logits[2 * text], records[expected].logits[2 * text]);
        EXPECT_EQ(run.logits[2 * text + 1], records[expected].logits[2 * text + 1]);
      }
    }
  }
}

TEST_F(Exits, WindowsAreRefused) {
  const cascade::Tier windows = cascade::fake::make_tier(1, 4, cascade::LongText::kWindow);
  texts_[3].text = "a text of several windows";
  EXPECT_THROW((void)run_exits_one_by_one(*model_, windows, texts_), Error);
}

}  // namespace
}  // namespace tango::evaluate
