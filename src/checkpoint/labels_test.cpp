#include "base/expect_error_test.h"
#include "checkpoint/config_parsers.h"

namespace tango::checkpoint {
namespace {

using Names = std::vector<std::string>;

Labels labels(const base::Json& json) { return parse_labels(json, "config.json"); }

void expect_refused(const base::Json& json, const std::vector<std::string>& parts) {
  base::expect_error(ErrorCode::kInvalidModel, parts, [&] { (void)labels(json); });
}

TEST(Labels, ComeInIdOrder) {
  base::Json ids;
  for (int id = 0; id < 12; ++id) ids[std::to_string(id)] = "label " + std::to_string(id);
  const Labels found = labels({{"id2label", ids}});
  ASSERT_EQ(found.names.size(), 12U);  // "10" sorts before "2" as text
  EXPECT_EQ(found.names[2], "label 2");
  EXPECT_EQ(found.names[10], "label 10");
}

TEST(Labels, ComeFromWhicheverFieldIsThere) {
  EXPECT_EQ(labels({{"label2id", {{"no", 0}, {"yes", 1}, {"maybe", 2}}}}).names,
            (Names{"no", "yes", "maybe"}));
  EXPECT_EQ(labels({{"num_labels", 3}}).names, (Names{"LABEL_0", "LABEL_1", "LABEL_2"}));
  EXPECT_EQ(labels(base::Json::object()).names, (Names{"LABEL_0", "LABEL_1"}));
  EXPECT_EQ(
      labels({{"id2label", {{"0", "a"}, {"1", "b"}}}, {"label2id", {{"x", 0}, {"y", 1}}}}).names,
      (Names{"a", "b"}));
}

TEST(Labels, DecideTheProblemTypeAsTransformersDoes) {
  EXPECT_EQ(labels({{"num_labels", 1}}).problem_type, ProblemType::kMultiLabelClassification);
  EXPECT_EQ(labels({{"num_labels", 2}}).problem_type, ProblemType::kSingleLabelClassification);
  EXPECT_EQ(labels({{"problem_type", nullptr}}).problem_type,
            ProblemType::kSingleLabelClassification);
  EXPECT_EQ(labels({{"problem_type", "multi_label_classification"}}).problem_type,
            ProblemType::kMultiLabelClassification);
  EXPECT_EQ(labels({{"problem_type", "regression"}}).problem_type, ProblemType::kRegression);
  expect_refused({{"problem_type", "ranking"}}, {"problem_type", "ranking"});
  expect_refused({{"problem_type", "single_label_classification"}, {"num_labels", 1}},
                 {"problem_type", "at least 2"});
}

TEST(Labels, AreAsLaxAsTransformers) {
  EXPECT_EQ(labels({{"id2label", {{"0", "a"}, {"1", "a"}}}}).names, (Names{"a", "a"}));
  EXPECT_EQ(labels({{"id2label", {{"0", 7}, {"1", nullptr}, {"2", true}}}}).names,
            (Names{"7", "null", "true"}));
  EXPECT_EQ(labels({{"id2label", {{"0", "a"}, {"00", "b"}}}}).names, (Names{"b"}));
  EXPECT_EQ(labels({{"id2label", {{"0", "a"}, {"1", "b"}}}, {"num_labels", 3}}).names,
            (Names{"a", "b"}));
}

TEST(Labels, RefuseWhatDoesNotFit) {
  expect_refused({{"id2label", {{"0", "a"}, {"2", "b"}}}}, {"0 to 1", "0 to 2"});
  expect_refused({{"id2label", {{"1", "a"}, {"2", "b"}}}}, {"0 to 1", "1 to 2"});
  expect_refused({{"id2label", {{"0", "a"}, {"x", "b"}}}}, {"id2label", "\"x\""});
  expect_refused({{"id2label", {"a", "b"}}}, {"id2label", "object"});
  expect_refused({{"label2id", {{"a", 0}, {"b", 0}}}}, {"label2id", "twice"});
  expect_refused({{"num_labels", 0}}, {"num_labels"});
}

}  // namespace
}  // namespace tango::checkpoint
