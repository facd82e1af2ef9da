#include "evaluate/verification.h"

#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/temporary_directory_test.h"
#include "cascade/fake_tier.h"

namespace tango::evaluate {
namespace {

namespace fs = std::filesystem;
using cascade::fake::make_one_tier;

using VerificationTest = base::TemporaryDirectoryTest;

TEST_F(VerificationTest, FindsTheLargestDifference) {
  const fs::path recorded = file("logits.jsonl",
                                 "{\"id\": 0, \"logits\": [0, 4], \"text\": \"9\"}\n"
                                 "{\"id\": 1, \"logits\": [0.5, -1], \"text\": \"4\"}\n");
  const Verification found = verify_logits(make_one_tier(1), {.recorded = recorded});
  EXPECT_EQ(found.texts, 2);
  EXPECT_EQ(found.worst_id, 1);
  EXPECT_EQ(found.max_difference, 0.5);
  EXPECT_EQ(found.mean_difference, 0.125);
  EXPECT_FALSE(found.holds());
  const Verification apart =
      verify_logits(make_one_tier(1),
                    {.recorded = recorded, .texts = file("texts.txt", "9\n4\n"), .tolerance = 0.5});
  EXPECT_TRUE(apart.holds());
  EXPECT_EQ(apart.max_difference, 0.5);
}

TEST_F(VerificationTest, RefusesWhatDoesNotGoTogether) {
  const auto code = [&](const std::string& recorded, const cascade::Cascade& cascade) {
    try {
      (void)verify_logits(cascade, {.recorded = file("logits.jsonl", recorded)});
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).find("--"), std::string::npos) << error.what();
      return error.code();
    }
    ADD_FAILURE() << "nothing thrown for " << recorded;
    return ErrorCode::kInternal;
  };
  const std::string good = "{\"id\": 0, \"logits\": [0, 4], \"text\": \"9\"}\n";
  EXPECT_EQ(code(good, cascade::fake::make_two_tiers(0.5F)), ErrorCode::kUsage) << "which tier?";
  for (const char* bad : {"", "{\"id\": 1, \"logits\": [0, 4], \"text\": \"9\"}\n",
                          "{\"id\": 0, \"logits\": [4], \"text\": \"9\"}\n",
                          "{\"id\": 0, \"logits\": [0, \"4\"], \"text\": \"9\"}\n", "no JSON\n"}) {
    EXPECT_EQ(code(bad, make_one_tier(1)), ErrorCode::kInvalidInput) << bad;
  }
}

}  // namespace
}  // namespace tango::evaluate
