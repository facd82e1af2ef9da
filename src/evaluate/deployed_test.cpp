#include "evaluate/deployed.h"

#include <gtest/gtest.h>

#include "cascade/fake_tier.h"
#include "evaluate/agreement.h"

namespace tango::evaluate {
namespace {

/// At 0.65 tier 1 answers all but text 3; texts 0, 1 and 4 otherwise than tier 2, which is wrong on
/// text 0.
RecordedRun five_texts() {
  return {{task::Metric::kAccuracy, 2, {1, 0, 1, 0, 0}, {{1, 1, 1, 1, 1}, {0, 0, 1, 0, 0}}, {}},
          {{0.95F, 0.7F, 0.9F, 0.6F, 0.8F}, {1, 1, 1, 1, 1}},
          {}};
}

TEST(Deployed, WhatIsWrongForSureComesFirst) {
  EXPECT_EQ(answered_otherwise(five_texts(), std::vector<cascade::Threshold>{0.65F}),
            (std::vector<std::size_t>{4, 1, 0}));
  EXPECT_TRUE(answered_otherwise(five_texts(), std::vector<cascade::Threshold>{1.0F}).empty());
}

TEST(Deployed, AgreementOfARunIsTextByText) {
  const Agreement found = agreement_of(five_texts(), std::vector<cascade::Threshold>{0.65F});
  EXPECT_EQ(found.all.texts, 5);
  EXPECT_EQ(found.all.agreeing, 2);
  EXPECT_EQ(found.deferred, 1);
  EXPECT_EQ(found.of_labels[0].texts, 4);
  EXPECT_EQ(found.of_labels[0].agreeing, 1);
  EXPECT_EQ(found.of_labels[1].agreeing, 1);
}

TEST(Deployed, ShowsTextsOnlyWhereAskedTo) {
  const cascade::Cascade cascade = cascade::fake::make_two_tiers(0.65F);
  LabelledTexts texts;
  for (const char* text : {"a", "b", "c", "d", "e"}) texts.requests.push_back({text, {}, {}, {}});
  const base::OrderedJson json = deployed_json(cascade, texts, five_texts(), true);
  EXPECT_EQ(json.at("agreement").at("agreeing"), 2);
  EXPECT_EQ(json.at("otherwise").at("texts"), 3);
  const base::OrderedJson& first = json.at("otherwise").at("shown").at(0);
  EXPECT_EQ(first.at("row"), 5);
  EXPECT_EQ(first.at("text"), "e");
  EXPECT_EQ(first.at("cascade"), "positive");
  EXPECT_EQ(first.at("last_tier"), "negative");
  EXPECT_EQ(first.at("label"), "negative");
  EXPECT_EQ(first.at("tier"), 1);
  EXPECT_DOUBLE_EQ(first.at("confidence").get<double>(), 0.8);
  const base::OrderedJson without = deployed_json(cascade, texts, five_texts(), false);
  EXPECT_FALSE(without.at("otherwise").at("shown").at(0).contains("text"));
}

TEST(Deployed, CreditsHaveNoAnswersToCompare) {
  RecordedRun run = five_texts();
  run.grading.credits = {{1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}};
  run.grading.labels.clear();
  EXPECT_TRUE(deployed_json(cascade::fake::make_two_tiers(0.5F), {}, run, false).is_null());
}

}  // namespace
}  // namespace tango::evaluate
