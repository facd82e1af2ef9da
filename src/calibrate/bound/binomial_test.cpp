#include "calibrate/bound/binomial.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/json.h"

namespace tango::calibrate {
namespace {

TEST(Binomial, BoundsAreThoseOfScipy) {
  const base::Json goldens =
      base::read_json(TANGO_SOURCE_DIR "/tests/golden/calibrate/bounds.json")["binomial"];
  ASSERT_FALSE(goldens.empty());
  for (const base::Json& golden : goldens) {
    const std::int64_t losses = golden["losses"];
    const std::int64_t texts = golden["texts"];
    const double significance = golden["significance"];
    EXPECT_NEAR(binomial_upper_bound(losses, texts, significance), golden["upper"], 1e-11);
    EXPECT_NEAR(binomial_lower_bound(losses, texts, significance), golden["lower"], 1e-11);
    EXPECT_NEAR(binomial_cdf(losses, texts, 0.02), golden["cdf_at_2_percent"], 1e-12);
  }
}

TEST(Binomial, BoundOfNoLossIsTheRootOfTheSignificance) {
  EXPECT_NEAR(binomial_upper_bound(0, 10, 0.05), 1 - std::pow(0.05, 0.1), 1e-14);
  EXPECT_EQ(binomial_upper_bound(0, 0, 0.05), 1);
  EXPECT_EQ(binomial_upper_bound(4, 4, 0.05), 1);
  EXPECT_EQ(binomial_lower_bound(0, 10, 0.05), 0);
}

TEST(Binomial, SaysHowManyLossesASampleMayHold) {
  EXPECT_EQ(losses_allowed(148, 0.02, 0.05), std::nullopt);
  EXPECT_EQ(losses_allowed(149, 0.02, 0.05), 0);
  EXPECT_EQ(losses_allowed(1000, 0.02, 0.05), 12);
  EXPECT_EQ(losses_allowed(5000, 0.02, 0.05), 83);
  EXPECT_EQ(losses_allowed(0, 0.02, 0.05), std::nullopt);
}

TEST(Binomial, SaysHowManyTextsWouldDo) {
  EXPECT_EQ(texts_needed(0, 0.02, 0.05), 149);
  const std::int64_t texts = texts_needed(12, 0.02, 0.05);
  EXPECT_EQ(losses_allowed(texts, 0.02, 0.05), 12);
  EXPECT_EQ(losses_allowed(texts - 1, 0.02, 0.05), 11);
}

TEST(Binomial, SaysHowManyTextsWouldDoAtARisk) {
  EXPECT_EQ(texts_needed_at(0, 0.02, 0.05), 149);
  EXPECT_EQ(texts_needed_at(0.02, 0.02, 0.05), std::nullopt);
  const std::int64_t texts = texts_needed_at(0.01, 0.02, 0.05).value();
  EXPECT_GE(losses_allowed(texts, 0.02, 0.05).value(), texts / 100);
  EXPECT_GT(texts, 500);
  EXPECT_LT(texts, 1000);
  EXPECT_EQ(texts_needed_at(0.0199999, 0.02, 0.05), std::nullopt);  // some 10^11
}

}  // namespace
}  // namespace tango::calibrate
