#include "evaluate/report/opening.h"

#include <gtest/gtest.h>

#include "evaluate/report/cells.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

OrderedJson setting_at(double speedup) {
  return {{"name", "made up"},
          {"tiers", {{{"texts_per_s", 5000.0}}, {{"texts_per_s", 1000.0}, {"score", 0.9}}}},
          {"deployed",
           {{"thresholds", {0.75}},
            {"deferral_rate", 0.25},
            {"score", 0.891},
            {"kept", 0.99},
            {"speedup", speedup},
            {"deviation", 0.0}}}};
}

NamedResults cascade_of(double speedup) {
  const OrderedJson agreement{{"texts", 400}, {"agreement", 0.9875}, {"interval", {0.97, 0.995}}};
  return {"one",
          {{"promise", nullptr},
           {"metric", "accuracy"},
           {"sweep",
            {{"workers", 2},
             {"settings", OrderedJson::array({setting_at(3), setting_at(speedup)})},
             {"deployed", {{"agreement", agreement}}}}}}};
}

Opening opening(const NamedResults& one, const Price& price = {}) {
  return opening_of(std::vector{one}, price).value();
}

TEST(Opening, SaysWhatOneDecidesBy) {
  NamedResults one = cascade_of(4);
  EXPECT_EQ(
      opening(one).sentence,
      "This cascade answers many texts 4.0 times as fast as its large model alone and gives the "
      "same answer on 98.8 of 100 (measured, not promised: it has no certificate).");
  one.results["promise"] = {{"keep", 0.98},
                            {"of", "the last tier's answers"},
                            {"confidence_level", 0.95},
                            {"date", "2026-11-26"},
                            {"texts", 900}};
  // 1,000 s on two cores at 1.8 an hour for a million texts
  EXPECT_EQ(
      opening(one, {.core_price = 1.8, .texts_per_month = 2e9}).sentence,
      "This cascade answers many texts 4.0 times as fast as its large model alone and gives the "
      "same answer on 98.8 of 100 (its certificate of 2026-11-26 promises at least 98 % of "
      "the large model's answers, with 95 % confidence); 2 billion texts a month cost 500 "
      "instead of 2000.");
  const Opening found = opening(one, {.core_price = 1.8});
  EXPECT_NE(found.sentence.find("; 1 million texts cost 0.25 instead of 1.00."), std::string::npos)
      << found.sentence;
  ASSERT_EQ(found.numbers.size(), 6U);
  EXPECT_EQ(found.numbers[0].value, "4.0x");
  EXPECT_NE(found.numbers[0].text.find("3.0x with one text at a time"), std::string::npos);
  EXPECT_EQ(found.numbers[1].value, "98.8 %");
  EXPECT_EQ(found.numbers[2].value, "89.1 %");
  EXPECT_NE(found.numbers[2].text.find("accuracy"), std::string::npos);
  EXPECT_NE(found.numbers[2].text.find("alone has 90.0 %"), std::string::npos);
  EXPECT_EQ(found.numbers[3].value, "≥ 98 %");
  EXPECT_TRUE(found.warnings.empty());
}

TEST(Opening, AllAreTheSameOnlyWhereNoneDiffers) {
  NamedResults one = cascade_of(4);
  one.results["sweep"]["deployed"]["agreement"]["agreement"] = 0.9999;
  EXPECT_NE(opening(one).sentence.find("99.9 of 100"), std::string::npos);
  EXPECT_EQ(opening(one).numbers[1].value, "99.9 %");
  one.results["sweep"]["deployed"]["agreement"]["agreement"] = 1.0;
  EXPECT_NE(opening(one).sentence.find(" 100 of 100"), std::string::npos);
}

TEST(Opening, SaysWhatSpeaksAgainstIt) {
  NamedResults one = cascade_of(0.9);
  one.results["promise"] = {{"void", "models changed"}};
  one.results["sweep"]["settings"][1]["deployed"]["deferral_rate"] = 0.0;
  const Opening found = opening(one);
  EXPECT_EQ(found.sentence.find("This cascade is no faster than its large model alone (0.90"), 0U);
  ASSERT_EQ(found.warnings.size(), 3U);
  EXPECT_EQ(found.warnings[0].find("It never asks its large model"), 0U);
  EXPECT_EQ(found.warnings[2], "Its certificate promises nothing: models changed.");
}

TEST(Opening, WithoutLabelsItIsTheScoreThatIsKept) {
  NamedResults one = cascade_of(4);
  one.results["sweep"]["deployed"] = nullptr;
  EXPECT_NE(opening(one).sentence.find("keeps 99.00 % of its score"), std::string::npos);
}

TEST(Opening, OfAScoreOfNothingNoShareIsKept) {
  NamedResults one = cascade_of(4);
  OrderedJson& setting = one.results["sweep"]["settings"][1];
  setting["tiers"][1]["score"] = 0.0;
  setting["deployed"]["kept"] = 0.0;
  EXPECT_EQ(kept(setting, setting["deployed"]), "not defined");
  EXPECT_NE(opening(one).numbers[2].text.find("has 0.0 %, of which no share is defined"),
            std::string::npos)
      << opening(one).numbers[2].text;
  one.results["sweep"]["deployed"] = nullptr;
  const Opening found = opening(one);
  EXPECT_NE(found.sentence.find("has a score of 89.10 %, where a share of the large model's, 0, is "
                                "not defined"),
            std::string::npos)
      << found.sentence;
  EXPECT_EQ(found.numbers[1].value, "89.10 %");
}

TEST(Opening, OfNoCascadeThereIsNone) {
  NamedResults one = cascade_of(4);
  one.results["sweep"]["settings"][0].erase("deployed");
  EXPECT_FALSE(opening_of(std::vector{one}, {}).has_value());
}

}  // namespace
}  // namespace tango::evaluate
