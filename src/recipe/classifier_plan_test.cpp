#include "recipe/classifier_plan.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

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
          "exits/off", "models/small-4", "models/small-5", "answers/small-4", "answers/small-5",
          "fine-tuned/other", "answers/other", "answers/large"}));
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

}  // namespace
}  // namespace tango::recipe
