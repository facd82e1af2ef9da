#include "certify/attempts.h"

#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"

namespace tango::certify {
namespace {

/// Texts "first" … "first + count - 1", in this order or the reverse.
TextSet numbers(int first, int count, bool reversed = false) {
  Sample sample;
  for (int i = 0; i < count; ++i) {
    const int number = first + (reversed ? count - 1 - i : i);
    sample.texts.push_back({.text = std::to_string(number)});
  }
  return text_set_of(sample);
}

TEST(TextSet, ItsHashKnowsNoOrder) {
  EXPECT_EQ(numbers(0, 1000).hash, numbers(0, 1000, true).hash);
  EXPECT_NE(numbers(0, 1000).hash, numbers(0, 1001).hash);
}

TEST(TextSet, HalfOfTheSmallerOneMakesItTheSame) {
  EXPECT_TRUE(share_half(numbers(0, 1000), numbers(0, 1001)));
  EXPECT_TRUE(share_half(numbers(0, 5000), numbers(2000, 1000))) << "more texts were added";
  EXPECT_TRUE(share_half(numbers(0, 1000), numbers(300, 1000)));
  EXPECT_FALSE(share_half(numbers(0, 1000), numbers(800, 1000)));
  EXPECT_FALSE(share_half(numbers(0, 1000), numbers(1000, 1000)));
  EXPECT_TRUE(share_half(numbers(0, 120), numbers(60, 120)));
  EXPECT_FALSE(share_half(numbers(0, 120), numbers(61, 120))) << "of few it is known exactly";
  EXPECT_FALSE(share_half({}, numbers(0, 3)));
}

TEST(AttemptLedger, RemembersWhatWasTriedOnTheSameTexts) {
  const base::TemporaryDirectory directory;
  const std::filesystem::path cache = directory.path() / "cache";
  AttemptLedger(cache).add(numbers(0, 1000), "k1");
  AttemptLedger(cache).add(numbers(0, 1000), "k1");
  AttemptLedger(cache).add(numbers(5000, 1000), "k2");
  AttemptLedger(cache).add(numbers(0, 1001), "k3");
  const std::vector<Attempt> found = AttemptLedger(cache).on(numbers(0, 999));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0], (Attempt{.data = numbers(0, 999).hash, .key = "k1"}));
  EXPECT_EQ(found[1].key, "k3");
  for (int i = 0; i < 100; ++i) AttemptLedger(cache).add(numbers(0, 10), std::to_string(i));
  EXPECT_TRUE(AttemptLedger(cache).on(numbers(5000, 1000)).empty()) << "it is bounded";
  directory.write("cache/attempts.json", "{\"attempts\": [3]}");
  EXPECT_TRUE(AttemptLedger(cache).on(numbers(0, 10)).empty());
  AttemptLedger none(std::nullopt);
  none.add(numbers(0, 10), "k");
  EXPECT_TRUE(none.on(numbers(0, 10)).empty());
}

}  // namespace
}  // namespace tango::certify
