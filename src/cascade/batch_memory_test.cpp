#include "cascade/batch_memory.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"
#include "cascade/fake_tier.h"

namespace tango::cascade {
namespace {

Tier tier_called(const std::string& identity) {
  return {std::make_unique<fake::ByteTokenizer>(),
          std::make_unique<fake::FirstByteModel>(1.0F),
          1,
          0,
          LongText::kTruncate,
          {.identity = identity}};
}

TEST(BatchMemory, LimitsOfAModelAndANumberOfWorkers) {
  const base::TemporaryDirectory directory;
  setenv("TANGO_CACHE", directory.path().c_str(), 1);
  const Tier tier = tier_called("a model");
  EXPECT_FALSE(remembered_limits(tier, 2).has_value());
  remember_limits(tier, 2, {.texts = 4, .tokens = 77});
  const auto limits = remembered_limits(tier_called("a model"), 2);
  ASSERT_TRUE(limits.has_value());
  EXPECT_EQ(limits->texts, 4);
  EXPECT_EQ(limits->tokens, 77);
  EXPECT_FALSE(remembered_limits(tier, 3).has_value());
  EXPECT_FALSE(remembered_limits(tier_called("another"), 2).has_value());
  remember_limits(tier_called(""), 2, {});
  EXPECT_FALSE(remembered_limits(tier_called(""), 2).has_value());

  std::vector<Tier> tiers;
  tiers.push_back(tier_called("another"));
  tiers.push_back(tier_called("a model"));
  checkpoint::Labels labels = tiers.front().labels();
  const Cascade cascade(std::move(tiers), {0.5F}, std::move(labels),
                        ConfidenceKind::kMaxProbability);
  EXPECT_EQ(limits_of_tiers(cascade, 2, {}).at(0).texts, BatchLimits{}.texts);
  EXPECT_EQ(limits_of_tiers(cascade, 2, {}).at(1).texts, 4);
  EXPECT_EQ(limits_of_tiers(cascade, 2, {{.texts = 9}, {.texts = 8}}).at(1).texts, 8);
  unsetenv("TANGO_CACHE");
}

}  // namespace
}  // namespace tango::cascade
