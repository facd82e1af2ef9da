#include "augment/normal_form.h"

#include <gtest/gtest.h>

namespace tango::augment {
namespace {

void expect_same(std::string_view left, std::string_view right) {
  EXPECT_EQ(normal_form(left).words, normal_form(right).words) << left << " | " << right;
  EXPECT_EQ(normal_form(left).letters, normal_form(right).letters) << left << " | " << right;
}

TEST(NormalForm, TreebankAndPlainTextAreOne) {
  expect_same("it 's n't that they wo n't , is it ?", "It's n't that they won't; is it?");
  expect_same("he can not -lrb- or gon na -rrb- sing", "He cannot (or gonna) sing!");
  expect_same("the 1920 's `` best '' film -- ever", "the 1920's \"best\" film \u2014 ever\u2026");
  expect_same("the crocodiles ' dinner", "the crocodiles' dinner");
  expect_same("CR\u00C8ME br\u00FBl\u00E9e", "creme brulee");
  expect_same("don\u2019t", "do n't");
  expect_same("\uFF21\uFF11", "a1");
}

TEST(NormalForm, HyphensPartWordsButNotTheLetters) {
  EXPECT_EQ(normal_form("a fifteen-year-old").words.size(), 4U);
  EXPECT_EQ(normal_form("e-mail").letters, normal_form("email").letters);
  EXPECT_NE(normal_form("e-mail").words, normal_form("email").words);
}

TEST(NormalForm, OtherTextsDiffer) {
  for (const char* other :
       {"a good film", "a film", "film a good one", "agood film on", "", "good film one a"}) {
    EXPECT_NE(normal_form("a good film one").words, normal_form(other).words) << other;
  }
  EXPECT_TRUE(normal_form(" ... -lrb- '' \u2014 ").words.empty());
}

}  // namespace
}  // namespace tango::augment
