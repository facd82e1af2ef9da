#include "recipe/model_card.h"

#include <gtest/gtest.h>

namespace tango::recipe {
namespace {

TEST(ModelCard, SaysWhatItLearntFromAndHowGoodItIs) {
  Recipe recipe;
  recipe.task = "sst2";
  recipe.licence = "For research.";
  recipe.students.push_back({"bilstm", {"rules", "reviews"}, {1, 2}, {}});
  const std::string card = model_card({.recipe = recipe,
                                       .name = "bilstm",
                                       .command = "tango distill --seed 1",
                                       .metric = "accuracy",
                                       .texts = 872,
                                       .labelled = true,
                                       .scores = {0.9, 0.91},
                                       .large_score = 0.945});
  for (const char* part :
       {"# sst2 bilstm", "rules, reviews", "int8 logits", "872 texts", "90.00, 91.00, one per seed",
        "The large model: 94.50", "    tango distill --seed 1", "Licence: For research."}) {
    EXPECT_NE(card.find(part), std::string::npos) << part << "\n" << card;
  }
}

TEST(ModelCard, OfAQuestionAnsweringModelAndOfAFileOfTexts) {
  Recipe recipe;
  recipe.task = "squad";
  const ModelFacts facts{.recipe = recipe, .metric = "f1", .texts = 3, .scores = {0.8}};
  std::string card = model_card(facts);
  EXPECT_NE(card.find("f1 on the task's questions for tuning (3 texts)"), std::string::npos);
  EXPECT_NE(card.find("tags: [question-answering"), std::string::npos);

  recipe.task = "qnli";
  recipe.dev = "cache/tune.tsv";
  card = model_card(facts);
  EXPECT_NE(card.find("on tune.tsv (3 texts)"), std::string::npos);
  EXPECT_NE(card.find("tags: [text-classification"), std::string::npos);
}

TEST(ModelCard, OfTheLargeModelAndWithoutLabels) {
  Recipe recipe;
  recipe.texts = "some/mine.txt";
  recipe.train = {"--base", "org/base"};
  const std::string card = model_card({.recipe = recipe,
                                       .name = "large",
                                       .command = "",
                                       .metric = "accuracy",
                                       .texts = 10,
                                       .labelled = false,
                                       .scores = {1},
                                       .large_score = 1});
  EXPECT_NE(card.find("org/base, fine-tuned on mine.txt"), std::string::npos);
  EXPECT_NE(card.find("agreement with the large model"), std::string::npos);
  EXPECT_EQ(card.find("Licence"), std::string::npos);
}

}  // namespace
}  // namespace tango::recipe
