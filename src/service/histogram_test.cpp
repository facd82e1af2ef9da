#include "service/histogram.h"

#include <limits>

#include <gtest/gtest.h>

#include "service/charges.h"

namespace tango::service {
namespace {

TEST(Histogram, BucketsAreAQuarterOfAnOctave) {
  for (std::uint64_t value = 0; value < 100'000; ++value) {
    const std::size_t bucket = HistogramCounts::bucket_of(value);
    ASSERT_LE(HistogramCounts::least_of(bucket), value);
    ASSERT_GT(HistogramCounts::least_of(bucket + 1), value);
  }
  EXPECT_LT(HistogramCounts::bucket_of(std::numeric_limits<std::uint64_t>::max()),
            HistogramCounts::kBuckets);
}

TEST(Histogram, PercentilesAreNearTheValues) {
  Histogram histogram;
  for (std::uint64_t value = 1; value <= 10'000; ++value) histogram.add(value);
  HistogramCounts counts;
  histogram.add_to(counts);
  EXPECT_EQ(counts.total(), 10'000U);
  EXPECT_EQ(counts.sum, 50'005'000U);
  EXPECT_NEAR(counts.percentile(0.5), 5'000, 500);
  EXPECT_NEAR(counts.percentile(0.99), 9'900, 500);
  EXPECT_EQ(HistogramCounts().percentile(0.5), 0);
  HistogramCounts twice = counts;
  twice += counts;
  EXPECT_EQ(twice.total(), 20'000U);
}

TEST(Charges, OneRuleForOneAndForMany) {
  Charges charges({3, 100});
  EXPECT_TRUE(charges.admits({50, 1'000}));  // nothing else is in flight
  charges.add({1, 10});
  EXPECT_TRUE(charges.admits({2, 90}));
  EXPECT_FALSE(charges.admits({3, 3}));
  EXPECT_FALSE(charges.admits({1, 91}));
  charges.release({1, 10});
  EXPECT_TRUE(charges.admits({3, 3}));
}

TEST(Charges, TokensAreEstimatedFromBytes) {
  Charges charges({1, 1});
  for (int i = 0; i < 1'000; ++i) charges.learn_tokens(100, 50);
  EXPECT_NEAR(charges.estimated_tokens(1'000), 501, 5);
}

}  // namespace
}  // namespace tango::service
