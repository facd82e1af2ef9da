#include "task/label_field.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::task {
namespace {

using Set = std::vector<int>;

const std::vector<std::string> kNames{"joy", "anger", "so, so"};

Set set_of(std::string_view written, const std::vector<std::string>& names = kNames) {
  return parse_label_set(written, names, LabelMap(names, {}), "in.tsv:2");
}

std::string error_of(std::string_view written, const std::vector<std::string>& names = kNames) {
  try {
    (void)set_of(written, names);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    return error.what();
  }
  return "";
}

TEST(LabelField, SetsAsPeopleWriteThem) {
  for (const char* both :
       {"joy|anger", "joy,anger", "joy ; anger", "anger|joy", R"(["joy", "anger"])",
        "['joy', 'anger']", "[joy, anger]", "[0, 1]", "0,1", "0|1", "joy|anger|joy", "[1, 1, 0]",
        "[1.0, 1.0, 0.0]", "[true, true, false]", "[True, True, False]", "1|1|0", "JOY|Anger"}) {
    EXPECT_EQ(set_of(both), (Set{0, 1})) << both;
  }
  for (const char* none : {"", " ", "[]", "[0, 0, 0]", "[false, false, false]"}) {
    EXPECT_EQ(set_of(none), Set{}) << none;
  }
  // A name may hold a separator where it stands alone, or in quotes or between others.
  for (const char* last : {"so, so", R"(["so, so"])", "2", "[2]", "[0, 0, 1]"}) {
    EXPECT_EQ(set_of(last), Set{2}) << last;
  }
  EXPECT_EQ(set_of("so, so|joy"), (Set{0, 2}));
}

TEST(LabelField, OfTwoLabelsOnlyWhatCanMeanOneThing) {
  const std::vector<std::string> two{"toxic", "obscene"};
  EXPECT_EQ(set_of("[1, 1]", two), (Set{0, 1}));
  EXPECT_EQ(set_of("[0, 0]", two), Set{});
  EXPECT_EQ(set_of("[1.0, 0.0]", two), Set{0});
  EXPECT_EQ(set_of("[false, true]", two), Set{1});
  EXPECT_EQ(set_of("[1]", two), Set{1});
  EXPECT_NE(error_of("[1, 0]", two).find("ids of both labels, or a 0 or 1 for each"),
            std::string::npos);
  EXPECT_EQ(set_of("true|false", {"false", "true"}), (Set{0, 1}));
}

TEST(LabelField, WhatIsNoLabelIsNamed) {
  EXPECT_NE(error_of("joy|hope").find("in.tsv:2: label \"hope\" is not one of the model's"),
            std::string::npos);
  EXPECT_NE(error_of("[7]").find("label \"7\""), std::string::npos);
  EXPECT_NE(error_of("[[0]]").find("label \"[0]\""), std::string::npos);
  EXPECT_NE(error_of("joy,,anger").find("label \"\""), std::string::npos);
  EXPECT_NE(error_of(std::string(100'000, '[') + std::string(100'000, ']')), "");
  EXPECT_NE(error_of("['joy', 'anger'").find("is not one of"), std::string::npos);
}

TEST(LabelField, OneColumnForEachLabel) {
  const std::vector<std::string> good{"1", "0.0", "true"};
  EXPECT_EQ(label_set_of(good, kNames, ""), (Set{0, 2}));
  const std::vector<std::string> unknown{"1", "-1", "0"};
  try {
    (void)label_set_of(unknown, kNames, "in.csv:3");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "in.csv:3: label \"anger\" should be 0 or 1, found \"-1\"");
  }
}

TEST(LabelField, Numbers) {
  EXPECT_EQ(parse_numbers("3.25", 1, ""), std::vector{3.25});
  EXPECT_EQ(parse_numbers(" +1e-2 ", 1, ""), std::vector{0.01});
  EXPECT_EQ(parse_numbers("true", 1, ""), std::vector{1.0});
  EXPECT_EQ(parse_numbers("[0.5]", 1, ""), std::vector{0.5});
  EXPECT_EQ(parse_numbers("[0.5, -2]", 2, ""), (std::vector{0.5, -2.0}));
  EXPECT_EQ(parse_numbers("0.5|2", 2, ""), (std::vector{0.5, 2.0}));
  for (const char* bad : {"", "good", "1,5", "nan", "inf", "1e999", "[]", "0x10", "1 2"}) {
    EXPECT_THROW((void)parse_numbers(bad, 1, "in.tsv:2"), Error) << bad;
  }
}

}  // namespace
}  // namespace tango::task
