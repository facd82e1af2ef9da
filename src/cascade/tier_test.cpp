#include "cascade/tier.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "cascade/fake_tier.h"

namespace tango::cascade {
namespace {

using fake::make_tier;

TEST(Tier, WindowsAreAveraged) {
  const Tier tier = make_tier(1, 2, LongText::kWindow);
  const EncodedText encoded = tier.encode({.text = "9x7x"});
  ASSERT_EQ(encoded.size(), 2U);
  EXPECT_EQ(tokens_of(encoded), 4);
  const auto workspace = tier.model().make_workspace();
  const EncodedText* texts[] = {&encoded};
  EXPECT_EQ(tier.run(texts, 100, *workspace).values, (std::vector<float>{0, 3}));
  EXPECT_EQ(tier.run(texts, 1, *workspace).values, (std::vector<float>{0, 3}));
}

TEST(Tier, TruncationIsMarked) {
  const Tier tier = make_tier(1, 4);
  EXPECT_TRUE(tier.encode({.text = "12345"}).front().truncated);
  EXPECT_FALSE(tier.encode({.text = "1234"}).front().truncated);
}

TEST(Tier, RefusesATextWithoutTokens) {
  EXPECT_THROW((void)make_tier(1, 4).encode({.text = ""}), Error);
  EXPECT_EQ(tokens_of(make_tier(1, 4).encode({.text = "", .pair = "1"})), 1);
}

TEST(Tier, LimitIsTheSmallerOfModelAndCaller) {
  const auto limit = [](int asked) {
    return Tier(std::make_unique<fake::ByteTokenizer>(),
                std::make_unique<fake::FirstByteModel>(1.0F, 10), 1, asked, LongText::kTruncate)
        .max_tokens();
  };
  EXPECT_EQ(limit(0), 10);
  EXPECT_EQ(limit(5), 5);
  EXPECT_EQ(limit(50), 10);
}

TEST(LongTextNames, ParseAndRefuse) {
  EXPECT_EQ(parse_long_text("window"), LongText::kWindow);
  EXPECT_THROW((void)parse_long_text("split"), Error);
}

}  // namespace
}  // namespace tango::cascade
