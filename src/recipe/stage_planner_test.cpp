#include "recipe/stage_planner.h"

#include <gtest/gtest.h>

namespace tango::recipe {
namespace {

TEST(StagePlanner, ACommandIsRecordedAsItWouldBeOnAnyMachine) {
  Recipe recipe;
  BuildOptions options;
  options.work = "/mine/out.build";
  options.places = {.data = "/mine/data", .models = "/mine/models", .cache = ""};
  options.quiet = true;
  const StagePlanner planner(recipe, options);
  const Stage stage = planner.verb({.name = "transfer/rules",
                                    .output = planner.in_work("transfer/rules.tsv"),
                                    .command = {"augment", "--data", "/mine/data"}});
  EXPECT_EQ(stage.what, "tango augment --data {data} --output {work}/transfer/rules.tsv");
  EXPECT_EQ(stage.command, (Arguments{"augment", "--data", "/mine/data", "--output",
                                      "/mine/out.build/transfer/rules.tsv", "--quiet"}));
}

}  // namespace
}  // namespace tango::recipe
