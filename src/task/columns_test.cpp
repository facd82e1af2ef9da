#include "task/columns.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::task {
namespace {

using Names = std::vector<std::string>;

std::string text_and_pair(const Names& available, const ColumnRequest& request = {}) {
  const ColumnNames names = choose_columns(request, available, "in");
  return names.text + " + " + names.pair.value_or("none");
}

TEST(ChooseColumns, KnowsTheUsualLayouts) {
  EXPECT_EQ(text_and_pair({"sentence", "label"}), "sentence + none");
  EXPECT_EQ(text_and_pair({"text_pair", "text"}), "text + text_pair");
  EXPECT_EQ(text_and_pair({"index", "question", "sentence", "label"}), "question + sentence");
  EXPECT_EQ(text_and_pair({"id", "context", "question"}), "question + context");
  EXPECT_EQ(text_and_pair({"Quality", "#1 ID", "#2 ID", "#1 String", "#2 String"}),
            "#1 String + #2 String");
  EXPECT_EQ(text_and_pair({"sentence1", "sentence2"}), "sentence1 + sentence2");
  EXPECT_EQ(text_and_pair({"sentence", "text"}), "text + none");
  EXPECT_THROW((void)text_and_pair({"question"}), Error);
}

TEST(ChooseColumns, NamedTextTakesOnlyItsOwnPair) {
  ColumnRequest request;
  request.text = "sentence";
  EXPECT_EQ(text_and_pair({"question", "sentence"}, request), "sentence + none");
  request.text = "question";
  EXPECT_EQ(text_and_pair({"question", "sentence"}, request), "question + sentence");
  request.text = "review";
  EXPECT_EQ(text_and_pair({"review", "text", "text_pair"}, request), "review + none");
  request.text_pair = "text";
  EXPECT_EQ(text_and_pair({"review", "text", "text_pair"}, request), "review + text");
}

TEST(ChooseColumns, PairCanBeSwitchedOff) {
  ColumnRequest request;
  request.text_pair = "";
  EXPECT_EQ(text_and_pair({"text", "text_pair"}, request), "text + none");
  request.text_pair = "absent";
  EXPECT_THROW((void)text_and_pair({"text", "text_pair"}, request), Error);
}

TEST(ChooseColumns, LabelsAreReadOnlyWhenWanted) {
  ColumnRequest request;
  request.label = "gold";
  EXPECT_FALSE(choose_columns(request, Names{"text"}, "in").label.has_value());
  request.want_label = true;
  EXPECT_THROW((void)choose_columns(request, Names{"text", "label"}, "in"), Error);
  EXPECT_EQ(choose_columns(request, Names{"text", "gold", "label"}, "in").label, "gold");
  request.label.reset();
  EXPECT_EQ(choose_columns(request, Names{"text", "label"}, "in").label, "label");
  EXPECT_EQ(choose_columns(request, Names{"text", "Quality"}, "in").label, "Quality");
  try {
    (void)choose_columns(request, Names{"text", "gold"}, "in:1");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
    EXPECT_STREQ(error.what(),
                 "in:1: no column \"label\"; the columns are \"text\", \"gold\"; name the "
                 "column of the right answers");
    EXPECT_EQ(error.settings(), ErrorSettings{"label"});
  }
}

TEST(Columns, LabelsMayHaveAColumnEach) {
  ColumnRequest request;
  request.want_label = true;
  request.label_columns = {"toxic", "obscene"};
  const std::vector<std::string> each{"text", "toxic", "obscene"};
  EXPECT_EQ(choose_columns(request, each, "in:1").label_columns, request.label_columns);
  EXPECT_FALSE(choose_columns(request, each, "in:1").label);
  const std::vector<std::string> both{"text", "toxic", "obscene", "labels"};
  EXPECT_EQ(choose_columns(request, both, "in:1").label, "labels");
  EXPECT_TRUE(choose_columns(request, both, "in:1").label_columns.empty());
  const std::vector<std::string> some{"text", "obscene"};
  try {
    (void)choose_columns(request, some, "in:1");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "in:1: no column \"toxic\"; the columns are \"text\", \"obscene\"; either one "
                 "column holds all right answers, or each label has one");
  }
}

TEST(ChooseColumns, WhatWasGuessedIsSaid) {
  ColumnRequest request;
  const auto said = [&](const Names& available) {
    return chosen_by_itself(request, choose_columns(request, available, "in"), available);
  };
  EXPECT_EQ(said({"id", "text", "label"}), "");
  EXPECT_EQ(said({"sentence"}), "");
  EXPECT_EQ(said({"id", "sentence"}), "The texts are column \"sentence\".");
  EXPECT_EQ(said({"sentence", "text"}), "The texts are column \"text\".");
  EXPECT_EQ(said({"question", "context"}),
            "The first texts are column \"question\", the second texts column \"context\".");
  request.want_label = true;
  EXPECT_EQ(said({"text", "label"}), "");
  EXPECT_EQ(said({"text", "labels"}),
            "The texts are column \"text\", the labels column \"labels\".");
  request.text = "sentence";
  request.label = "label";
  EXPECT_EQ(said({"sentence", "label"}), "");
}

}  // namespace
}  // namespace tango::task
