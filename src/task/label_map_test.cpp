#include "task/label_map.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::task {
namespace {

TEST(LabelMap, WithoutATaskNamesComeBeforeIds) {
  const LabelMap map({"negative", "positive"}, {});
  EXPECT_EQ(map.find("Positive"), 1);
  EXPECT_EQ(map.find("0"), 0);
  EXPECT_EQ(map.find("2"), std::nullopt);
  EXPECT_EQ(map.find("-1"), std::nullopt);
  EXPECT_EQ(map.find(""), std::nullopt);
  EXPECT_EQ(LabelMap({"3", "1", "2"}, {}).find("1"), 1) << "a name, though it looks like an id";
}

TEST(LabelMap, TaskIdsGoThroughNames) {
  const LabelMap reversed({"positive", "negative"}, {"negative", "positive"});
  EXPECT_EQ(reversed.find("1"), 0);
  EXPECT_EQ(reversed.find("negative"), 1);
}

TEST(LabelMap, UnnamedModelsUseTheTasksIds) {
  const LabelMap map({"LABEL_0", "LABEL_1"}, {"entailment", "not_entailment"});
  EXPECT_EQ(map.find("not_entailment"), 1);
  EXPECT_EQ(map.find("0"), 0);
}

TEST(LabelMap, AModelOfAnotherTaskDoesNotFit) {
  const LabelMap map({"negative", "positive"}, {"entailment", "not_entailment"});
  try {
    (void)map.require("entailment", "dev.tsv:2");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    EXPECT_STREQ(error.what(),
                 "dev.tsv:2: label \"entailment\" is not one of the model's: \"negative\", "
                 "\"positive\" (the task's: \"entailment\", \"not_entailment\")");
  }
}

}  // namespace
}  // namespace tango::task
