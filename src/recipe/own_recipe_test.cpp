#include "recipe/own_recipe.h"

#include <algorithm>

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::recipe {
namespace {

OwnTexts own(const std::string& student) {
  return {.teacher = "teacher",
          .texts = "texts.txt",
          .student = student,
          .size = 6400,
          .mask_token = "<mask>",
          .has_minilm = true,
          .keep = 0.95};
}

std::vector<std::string> students_of(const Recipe& recipe) {
  std::vector<std::string> names;
  for (const Student& student : recipe.students) names.push_back(student.name);
  return names;
}

ErrorCode refused(const OwnTexts& asked) {
  try {
    (void)recipe_for(asked);
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::kInternal;
}

TEST(OwnRecipe, SeveralStudentsMayBeNamed) {
  EXPECT_EQ(students_of(recipe_for(own("bilstm,static"))),
            (std::vector<std::string>{"static", "bilstm"}));
  for (const char* wrong : {"", ",bilstm", "auto,bilstm", "bilstm;static"}) {
    EXPECT_EQ(refused(own(wrong)), ErrorCode::kUsage) << wrong;
  }
}

TEST(OwnRecipe, AutoTriesEveryStudentInACascadeOfItsOwn) {
  const Recipe recipe = recipe_for(own("auto"));
  EXPECT_EQ(students_of(recipe), (std::vector<std::string>{"tfidf", "static", "bilstm",
                                                           "embeddings", "4-layer", "minilm"}));
  ASSERT_EQ(recipe.cascades.size(), 6U);
  EXPECT_EQ(recipe.cascades[4].tiers, (std::vector<std::string>{"4-layer", "large"}));
  EXPECT_TRUE(recipe.cheapest_only);
  EXPECT_EQ(recipe.keep, 0.95);
  const Arguments& flags = recipe.transfer.at(0).augment;
  EXPECT_NE(std::find(flags.begin(), flags.end(), "<mask>"), flags.end());
}

TEST(OwnRecipe, OfGivenAnswersStudentsLearnTheseAlone) {
  OwnTexts given = own("static,bilstm");
  given.answers = {"log.jsonl"};
  given.has_minilm = false;
  const Recipe recipe = recipe_for(given);
  EXPECT_TRUE(recipe.transfer.empty());
  EXPECT_EQ(recipe.answers, given.answers);
  EXPECT_EQ(value_of(recipe.fold_model, "--loss"), "kl");
  for (const Student& student : recipe.students) {
    EXPECT_FALSE(is_regression(student));
    EXPECT_FALSE(base_of(student));
    EXPECT_EQ(value_of(student.distill, "--loss"), "kl");
    EXPECT_FALSE(value_of(student.distill, "--vectors")) << "there is no teacher to have them of";
  }
}

TEST(OwnRecipe, ATeacherThatIsNoEncoderHasNoWordVectorsToGive) {
  OwnTexts asked = own("static,bilstm");
  EXPECT_EQ(value_of(recipe_for(asked).students.at(0).distill, "--vectors"), "teacher");
  asked.has_word_vectors = false;
  for (const Student& student : recipe_for(asked).students) {
    EXPECT_FALSE(value_of(student.distill, "--vectors")) << student.name;
  }
}

TEST(OwnRecipe, LogisticRegressionsAreFittedAtOnce) {
  for (const std::string name : {"tfidf", "embeddings"}) {
    const Student student = recipe_for(own(name)).students.at(0);
    EXPECT_TRUE(is_regression(student)) << name;
    EXPECT_EQ(base_of(student).value_or(""), name == "tfidf" ? "" : kMiniLm);
    EXPECT_FALSE(value_of(student.distill, "--loss")) << "it has one of its own";
  }
}

TEST(OwnRecipe, AnEncoderTakesAsManyStepsAsThereAreTexts) {
  const Recipe recipe = recipe_for(own("minilm"));
  const Arguments& flags = recipe.students.at(0).distill;
  const auto steps = std::find(flags.begin(), flags.end(), "--max-steps");
  ASSERT_NE(steps, flags.end());
  EXPECT_EQ(*(steps + 1), "200");
}

TEST(OwnRecipe, WithoutMiniLmThereIsTheBiLstm) {
  OwnTexts asked = own("auto");
  asked.has_minilm = false;
  EXPECT_EQ(students_of(recipe_for(asked)),
            (std::vector<std::string>{"tfidf", "static", "bilstm"}));
  for (const char* student : {"minilm", "embeddings"}) {
    asked.student = student;
    EXPECT_EQ(refused(asked), ErrorCode::kNotFound);
  }
}

TEST(OwnRecipe, ATenthOfTheTextsIsForCalibrationOfFewMore) {
  OwnTexts asked = own("bilstm");
  for (const auto& [count, expected] : {std::pair(5, 1), std::pair(900, 225), std::pair(5000, 600),
                                        std::pair(9000, 900), std::pair(90000, 2000)}) {
    asked.count = count;
    const Recipe recipe = recipe_for(asked);
    EXPECT_EQ(recipe.calibration_texts, expected + std::min(count / 20, 1000)) << "another judges";
    EXPECT_EQ(recipe.calibration_texts - recipe.choosing_texts, expected * 4 / 5);
  }
}

TEST(OwnRecipe, AnUnknownStudentIsRefused) { EXPECT_EQ(refused(own("lstm")), ErrorCode::kUsage); }

}  // namespace
}  // namespace tango::recipe
