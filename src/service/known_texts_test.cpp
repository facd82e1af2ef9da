#include "service/known_texts.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tango::service {
namespace {

void answer(KnownTexts& known, KnownTexts::Text& text, int label) {
  cascade::Answer answer;
  answer.label = label;
  std::vector<KnownTexts::Forgotten> forgotten;
  known.answered(text, std::move(answer), forgotten);
}

TEST(KnownTexts, FindTheEqualRequestOnly) {
  KnownTexts known(1 << 20);
  const auto is_new = [&known](cascade::Request request) {
    return known.find_or_add(std::move(request)).is_new;
  };
  EXPECT_TRUE(is_new({.text = "a"}));
  EXPECT_TRUE(is_new({.text = "A"}));
  EXPECT_TRUE(is_new({.text = "a", .pair = ""}));
  EXPECT_TRUE(is_new({.text = "a", .pair = "b"}));
  EXPECT_TRUE(is_new({.text = "a", .threshold = 0.5F}));
  EXPECT_TRUE(is_new({.text = "a", .threshold = 0.25F}));
  EXPECT_TRUE(is_new({.text = "a", .tier = 1}));
  EXPECT_TRUE(is_new({.text = "a", .tier = 2}));
  EXPECT_EQ(known.size(), 8U);
  EXPECT_FALSE(is_new({.text = "a"}));
  EXPECT_FALSE(is_new({.text = "a", .pair = "b"}));
  EXPECT_FALSE(is_new({.text = "a", .threshold = 0.5F}));
  EXPECT_FALSE(is_new({.text = "a", .tier = 2}));
  EXPECT_EQ(known.size(), 8U);
}

TEST(KnownTexts, AreFoundWhereverOthersWereForgotten) {
  KnownTexts known(0);
  std::vector<KnownTexts::Text*> texts;
  texts.reserve(5000);
  for (int i = 0; i < 5000; ++i) {
    texts.push_back(known.find_or_add({.text = std::to_string(i)}).text);
  }
  for (std::size_t i = 0; i < 5000; i += 3) answer(known, *texts[i], 1);
  for (std::size_t i = 0; i < 5000; ++i) {
    if (i % 3 == 0) continue;
    const auto [text, is_new] = known.find_or_add({.text = std::to_string(i)});
    ASSERT_FALSE(is_new);
    ASSERT_EQ(text, texts[i]);
  }
  for (std::size_t i = 0; i < 5000; i += 3) {
    ASSERT_TRUE(known.find_or_add({.text = std::to_string(i)}).is_new);
  }
}

TEST(KnownTexts, KeepAnswersWithinTheirBytes) {
  constexpr std::size_t kBytes = 100000;
  KnownTexts known(kBytes);
  for (int i = 0; i < 10000; ++i) {
    auto [text, is_new] = known.find_or_add({.text = std::to_string(i)});
    ASSERT_TRUE(is_new);
    answer(known, *text, i);
    ASSERT_LE(known.size() * sizeof(KnownTexts::Text), kBytes);
  }
  EXPECT_GT(known.size(), 100U);
  const auto [last, is_new] = known.find_or_add({.text = "9999"});
  EXPECT_FALSE(is_new);
  EXPECT_EQ(last->answer.value().label, 9999);
  EXPECT_TRUE(known.find_or_add({.text = "0"}).is_new);
}

TEST(KnownTexts, ALongTextAloneIsForgotten) {
  KnownTexts known(10000);
  for (int i = 0; i < 3; ++i) {
    const auto [text, is_new] = known.find_or_add({.text = std::string(20000, 'x')});
    EXPECT_TRUE(is_new);
    answer(known, *text, i);
    EXPECT_EQ(known.size(), 0U);
  }
}

TEST(KnownTexts, SpareWhatIsAskedForAgain) {
  KnownTexts known(100000);
  for (int i = 0; i < 10000; ++i) {
    auto [text, is_new] = known.find_or_add({.text = std::to_string(i)});
    ASSERT_TRUE(is_new);
    answer(known, *text, i);
    ASSERT_FALSE(known.find_or_add({.text = "0"}).is_new) << i;
  }
}

TEST(KnownTexts, ForgetNoneThatIsOnItsWay) {
  KnownTexts known(0);
  KnownTexts::Text& waiting = *known.find_or_add({.text = "waiting"}).text;
  for (int i = 0; i < 1000; ++i) {
    auto [text, is_new] = known.find_or_add({.text = std::to_string(i)});
    ASSERT_TRUE(is_new);
    answer(known, *text, i);
  }
  EXPECT_EQ(known.size(), 1U);
  const auto [found, is_new] = known.find_or_add({.text = "waiting"});
  EXPECT_FALSE(is_new);
  EXPECT_EQ(found, &waiting);
  EXPECT_FALSE(found->answer.has_value());
}

}  // namespace
}  // namespace tango::service
