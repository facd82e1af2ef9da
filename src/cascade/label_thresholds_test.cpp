#include "cascade/label_thresholds.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"

namespace tango::cascade {
namespace {

using checkpoint::ProblemType;
using Written = std::vector<std::string>;

const checkpoint::Labels kSets{{"joy", "a=b"}, ProblemType::kMultiLabelClassification};

TEST(LabelThresholds, OfAllOrOfOne) {
  EXPECT_EQ(parse_label_thresholds({}, kSets), (std::vector{0.5F, 0.5F}));
  EXPECT_EQ(parse_label_thresholds(Written{"0.25"}, kSets), (std::vector{0.25F, 0.25F}));
  EXPECT_EQ(parse_label_thresholds(Written{"0.25", "a=b=1"}, kSets), (std::vector{0.25F, 1.0F}));
}

TEST(LabelThresholds, WhatIsNoneIsRefused) {
  for (const char* bad :
       {"", "joy", "joy=", "joy=1.5", "hope=0.5", "nan", "25", "=0.5", "joy=0.5x"}) {
    try {
      (void)parse_label_thresholds(Written{bad}, kSets);
      ADD_FAILURE() << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.settings(), ErrorSettings{"label_threshold"});
    }
  }
  base::expect_error(ErrorCode::kUsage, {"\"Joy=0.5\": no such label", "; did you mean joy?"},
                     [] { (void)parse_label_thresholds(Written{"Joy=0.5"}, kSets); });
  const checkpoint::Labels one{{"a", "b"}, ProblemType::kSingleLabelClassification};
  EXPECT_TRUE(parse_label_thresholds({}, one).empty());
  EXPECT_THROW((void)parse_label_thresholds(Written{"0.5"}, one), Error);
}

}  // namespace
}  // namespace tango::cascade
