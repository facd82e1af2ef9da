#include "evaluate/agreement.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "cascade/fake_tier.h"

namespace tango::evaluate {
namespace {

LabelledTexts some_texts() {
  LabelledTexts texts;
  for (const char* text : {"9", "1", "6", "4", "8"}) texts.requests.push_back({text, {}, {}, {}});
  return texts;
}

TEST(Agreement, IsWithTheLastTierAndByItsLabels) {
  // Tier 1 is sure of "9", "1" and "8", of which tier 2 says the opposite; the others it defers.
  const cascade::Cascade cascade = cascade::fake::make_two_tiers(0.9F);
  int answers = 0;
  EvaluationOptions options;
  options.on_answer = [&](const cascade::Answer&) { ++answers; };
  const Agreement found = agreement_with_last_tier(cascade, some_texts(), options);
  EXPECT_EQ(answers, 5);
  EXPECT_EQ(found.all.texts, 5);
  EXPECT_EQ(found.all.agreeing, 2);
  EXPECT_EQ(found.deferred, 2);
  ASSERT_EQ(found.of_labels.size(), 2U);
  EXPECT_EQ(found.of_labels[0].texts, 3);  // "9", "8" and "6"
  EXPECT_EQ(found.of_labels[0].agreeing, 1);
  EXPECT_EQ(found.of_labels[1].texts, 2);
  EXPECT_EQ(found.of_labels[1].agreeing, 1);
  const base::OrderedJson json = found.to_json(cascade);
  EXPECT_DOUBLE_EQ(json.at("agreement").get<double>(), 0.4);
  // scipy.stats.binomtest(2, 5).proportion_ci(0.95, "exact") of 1.17.1
  EXPECT_NEAR(json.at("interval").at(0).get<double>(), 0.05274495, 1e-7);
  EXPECT_NEAR(json.at("interval").at(1).get<double>(), 0.85336720, 1e-7);
  EXPECT_EQ(json.at("per_label").at(1).at("label"), "positive");
  EXPECT_NE(found.to_table(cascade).find("5.27 … 85.34 %"), std::string::npos)
      << found.to_table(cascade);
}

TEST(Agreement, OfALabelThatTheLastTierNeverGivesIsUnknown) {
  const cascade::Cascade cascade = cascade::fake::make_two_tiers(1);
  LabelledTexts texts = some_texts();
  texts.requests = {{"9", {}, {}, {}}};
  const Agreement found = agreement_with_last_tier(cascade, texts, {});
  EXPECT_EQ(found.all.agreeing, 1);
  EXPECT_TRUE(found.to_json(cascade).at("per_label").at(1).at("agreement").is_null());
}

TEST(Agreement, OneTierHasNoOther) {
  EXPECT_THROW((void)agreement_with_last_tier(cascade::fake::make_one_tier(1), some_texts(), {}),
               Error);
}

}  // namespace
}  // namespace tango::evaluate
