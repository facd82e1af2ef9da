#include "recipe/texts_to_certify.h"

#include <gtest/gtest.h>

#include "recipe/calibration_texts.h"

namespace tango::recipe {
namespace {

OwnTexts texts(std::int64_t count, double keep) { return {.count = count, .keep = keep}; }

TEST(TextsToCertify, TooFewAreSaidWithHowManyWouldDo) {
  const std::string words = too_few_in_words(texts(300, 0.98));
  EXPECT_NE(words.find("Of the 300 in --texts, 60 do; of 748 enough would"), std::string::npos)
      << words;
  EXPECT_EQ(too_few_in_words(texts(748, 0.98)), "");
  EXPECT_NE(too_few_in_words(texts(747, 0.98)), "");
  EXPECT_EQ(too_few_in_words(texts(300, 0.9)), "");
}

TEST(TextsToCertify, ABuildOfThatManyHasSomeCertify) {
  for (const bool is_given : {false, true}) {
    for (const std::int64_t count : {747, 748}) {
      OwnTexts own = texts(count, 0.98);
      if (is_given) own.answers = {"log.jsonl"};
      const Recipe recipe = recipe_for(own);
      EXPECT_EQ(certifying_texts(recipe.calibration_texts, recipe.keep, recipe.choosing_texts) > 0,
                too_few_in_words(own).empty())
          << count << " texts, given: " << is_given;
    }
  }
}

TEST(TextsToCertify, WhatNoNumberShowsIsSaidToo) {
  EXPECT_NE(too_few_in_words(texts(1'000'000, 0.999)).find("at most 1600 do"), std::string::npos);
  EXPECT_NE(too_few_in_words(texts(1'000'000, 1)).find("any number of texts"), std::string::npos);
}

TEST(TextsToCertify, ATaskThatHasNoneLeftIsToldHowManyWouldDo) {
  Recipe recipe;
  recipe.task = "mrpc";
  recipe.calibration_texts = 300;
  const std::string words = uncertified_in_words(recipe, 0);
  EXPECT_NE(words.find("keep the last tier's score on the texts"), std::string::npos) << words;
  EXPECT_NE(words.find("Of the 300 calibration texts 0 are left to certify"), std::string::npos)
      << words;
  EXPECT_NE(words.find("at least 149 texts"), std::string::npos) << words;
  recipe.task = "squad";
  EXPECT_NE(uncertified_in_words(recipe, 0).find("Of the task's questions none is left"),
            std::string::npos);
}

}  // namespace
}  // namespace tango::recipe
