#include "recipe/classifier_plan.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "recipe/own_recipe.h"

namespace tango::recipe {
namespace {

constexpr const char* kRecipe = R"(
texts = "texts.txt"
[large]
base = "org/base"
[[transfer]]
name = "rules"
preset = "rules"
[[transfer]]
name = "written"
preset = "lm"
[[transfer]]
name = "more"
preset = "lm"
seed = 2
[[student]]
name = "small"
student = "bilstm"
seeds = [4, 5]
[[fine-tuned]]
name = "other"
base = "org/base"
[[exits]]
name = "off"
transfer = ["rules"]
[[cascade]]
name = "both"
tiers = ["small", "large"]
)";

std::vector<std::string> names_of(const ClassifierPlan& plan) {
  std::vector<std::string> names;
  for (const StageGroup& group : plan.stages) {
    for (const Stage& stage : group.stages) names.push_back(stage.name);
  }
  return names;
}

TEST(ClassifierPlan, NamesEveryStageBeforeAnyFileIsThere) {
  BuildOptions options;
  options.work = "/nowhere/out.build";
  const Recipe recipe = parse_recipe(kRecipe, "r.toml", {});
  const ClassifierPlan plan = plan_classifier(recipe, options);
  EXPECT_EQ(
      names_of(plan),
      (std::vector<std::string>{
          "large", "calibration", "shares", "calibration-parts", "transfer/rules", "logits/rules",
          "language-model", "transfer/written", "logits/written", "transfer/more", "logits/more",
          "exits/off", "answers/large", "models/small-4", "models/small-5", "answers/small-4",
          "answers/small-5", "fine-tuned/other", "answers/other"}));
  for (const StageGroup& group : plan.stages) {
    for (const Stage& stage : group.stages) {
      EXPECT_EQ(stage.command.empty(), stage.name.starts_with("calibration")) << stage.name;
      const bool has_flags = !stage.command.empty() && stage.command.front() != "label";
      EXPECT_EQ(recipe.places.contains(stage.table), has_flags) << stage.name;
    }
  }
  ASSERT_EQ(plan.results.models.size(), 3U);
  EXPECT_EQ(plan.results.find("small").seeds.back().directory, "/nowhere/out.build/models/small-5");
  EXPECT_EQ(plan.results.exits.front(), "/nowhere/out.build/exits/off");
}

TEST(ClassifierPlan, NothingIsCertifiedByTextsThatALargeModelLearntFrom) {
  std::string text = kRecipe;
  text.replace(text.find("base ="), 0, "train = [\"texts.txt\"]\n");
  const std::vector<std::string> names =
      names_of(plan_classifier(parse_recipe(text, "r.toml", {}), {}));
  const auto parts = std::ranges::find(names, "calibration-parts");
  ASSERT_LT(names.end() - parts, std::ssize(names));
  EXPECT_EQ(*std::next(parts), "certifying");
}

TEST(ClassifierPlan, StudentsLearnFromWhatWasBalanced) {
  BuildOptions options;
  options.work = "/nowhere/out.build";
  Recipe recipe = parse_recipe(kRecipe, "r.toml", {});
  recipe.balances = true;
  const ClassifierPlan plan = plan_classifier(recipe, options);
  const std::vector<std::string> names = names_of(plan);
  EXPECT_EQ(std::ranges::count(names, "balanced/rules"), 1);
  for (const StageGroup& group : plan.stages) {
    for (const Stage& stage : group.stages) {
      if (!stage.name.starts_with("models/small")) continue;
      EXPECT_EQ(value_of(stage.command, "--train"), "/nowhere/out.build/balanced/rules/texts.tsv");
      EXPECT_EQ(value_of(stage.command, "--logits"),
                "/nowhere/out.build/balanced/rules/logits.safetensors");
    }
  }
}

TEST(ClassifierPlan, OfGivenAnswersEachPartIsAnsweredByAModelOfTheOthers) {
  BuildOptions options;
  options.work = "/nowhere/out.build";
  const OwnTexts own{.answers = {"log.jsonl"}, .student = "static", .count = 4000};
  const ClassifierPlan plan = plan_classifier(recipe_for(own), options);
  EXPECT_EQ(names_of(plan),
            (std::vector<std::string>{"calibration", "folds", "models/fold-1", "models/fold-2",
                                      "models/fold-3", "models/fold-4", "models/fold-5",
                                      "answers/fold-1", "answers/fold-2", "answers/fold-3",
                                      "answers/fold-4", "answers/fold-5", "sound",
                                      "models/static-1", "answers/static-1", "speed/static"}));
  EXPECT_TRUE(plan.results.asks);
  EXPECT_EQ(plan.results.models.back().seeds.front().answers,
            "/nowhere/out.build/calibration/choosing.safetensors");
  EXPECT_EQ(plan.suspects, "/nowhere/out.build/sound/suspects.tsv");
}

TEST(ClassifierPlan, TextsThatAreReadOtherwiseAreDrawnIntoATableFirst) {
  BuildOptions options;
  options.work = "/nowhere/out.build";
  OwnTexts own{.teacher = TANGO_SOURCE_DIR "/tests/golden/tiny-bert",
               .texts = "texts.csv",
               .student = "tfidf",
               .count = 4000};
  const auto stages = [&] { return plan_classifier(recipe_for(own), options).stages; };
  const auto plain = stages();
  EXPECT_EQ(std::ranges::count(names_of({.stages = plain}), "sources"), 0);
  own.reading.columns.text = "review";
  own.read_as = ", text: review";
  const auto named = stages();
  EXPECT_EQ(std::ranges::count(names_of({.stages = named}), "sources"), 1);
  EXPECT_NE(named.front().stages.front().what, plain.front().stages.front().what)
      << "other columns are another stage";
  for (const StageGroup& group : named) {
    for (const Stage& stage : group.stages) {
      if (stage.name != "transfer/rules") continue;
      EXPECT_EQ(value_of(stage.command, "--texts"), "/nowhere/out.build/sources.tsv");
    }
  }
}

TEST(ClassifierPlan, OfFewGivenAnswersAllCalibrationTextsChoose) {
  BuildOptions options;
  options.work = "/nowhere/out.build";
  const OwnTexts own{.answers = {"log.jsonl"}, .student = "static", .count = 400};
  const ClassifierPlan plan = plan_classifier(recipe_for(own), options);
  EXPECT_EQ(plan.certifying, "");
  for (const StageGroup& group : plan.stages) {
    for (const Stage& stage : group.stages) {
      if (stage.name != "answers/static-1") continue;
      EXPECT_EQ(std::ranges::count(stage.command, "/nowhere/out.build/calibration/choosing.tsv"),
                1);
    }
  }
}

}  // namespace
}  // namespace tango::recipe
