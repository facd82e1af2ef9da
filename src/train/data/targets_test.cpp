#include "train/data/targets.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::train {
namespace {

using checkpoint::Labels;
using checkpoint::ProblemType;

template <typename Function>
std::string message_of(Function&& function) {
  try {
    function();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    return error.what();
  }
  return "";
}

TEST(Targets, Classes) {
  Targets targets(Labels{{"negative", "positive"}, {}}, {});
  for (const char* written : {"positive", "0", "1"}) targets.add(written, "f:1");
  EXPECT_TRUE(targets.take("f").equal(at::tensor({1, 0, 1}, at::kLong)));
}

TEST(Targets, OneClassOnlyCantBeLearnt) {
  Targets targets(Labels{{"negative", "positive"}, {}}, {});
  targets.add("1", "f:1");
  targets.add("1", "f:2");
  const std::string message = message_of([&] { (void)targets.take("f.tsv"); });
  EXPECT_NE(message.find("f.tsv"), std::string::npos);
  EXPECT_NE(message.find("positive"), std::string::npos);
}

TEST(Targets, UnknownLabelsAreNamedWithTheirPlace) {
  Targets targets(Labels{{"negative", "positive"}, {}}, {});
  const std::string message = message_of([&] { targets.add("neutral", "f.tsv:7"); });
  EXPECT_NE(message.find("f.tsv:7"), std::string::npos);
  EXPECT_NE(message.find("neutral"), std::string::npos);
}

TEST(Targets, SetsOfLabels) {
  Targets targets(Labels{{"a", "b", "c"}, ProblemType::kMultiLabelClassification}, {});
  targets.add("a,c", "f:1");
  targets.add("", "f:2");
  targets.add(" b ", "f:3");
  EXPECT_TRUE(targets.take("f").equal(
      at::tensor({1., 0., 1., 0., 0., 0., 0., 1., 0.}, at::kFloat).view({3, 3})));
}

TEST(Targets, Numbers) {
  Targets targets(Labels{{"score"}, ProblemType::kRegression}, {});
  targets.add("-1.5", "f:1");
  targets.add("3", "f:2");
  EXPECT_TRUE(targets.take("f").equal(at::tensor({-1.5, 3.}, at::kFloat).view({2, 1})));
  for (const char* bad : {"", "nan", "1,2", "high", "1x"}) {
    EXPECT_NE(message_of([&] { targets.add(bad, "f:3"); }), "") << bad;
  }
}

}  // namespace
}  // namespace tango::train
