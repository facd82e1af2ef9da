#include "calibrate/bound/binomial_sum.h"

#include <gtest/gtest.h>

#include "calibrate/bound/binomial.h"

namespace tango::calibrate {
namespace {

TEST(BinomialSum, IsTheSumWhereverItGoes) {
  const std::vector<double> logs = log_factorials(5000);
  for (const double probability : {0.0, 1e-9, 0.02, 0.5, 0.999, 1.0}) {
    const Binomial binomial(logs, probability);
    BinomialSum sum;
    std::int64_t k = -1;
    for (std::int64_t n = 5000; n >= 0; n -= 1 + n % 3) {  // steps of one and two, up and down
      k += n % 7 == 0 ? 100 : n % 5 - 2;
      EXPECT_NEAR(sum.at_most(k, n, binomial), binomial_cdf(k, n, probability), 1e-11)
          << k << " of " << n << " at " << probability;
    }
  }
}

TEST(BinomialSum, ComesOutOfATailThatHasNoDigits) {
  const std::vector<double> logs = log_factorials(5000);
  const Binomial binomial(logs, 0.5);
  BinomialSum sum;
  for (std::int64_t k = 0; k <= 5000; k += 10) {  // P(0 of 5000) is 1e-1505
    EXPECT_NEAR(sum.at_most(k, 5000, binomial), binomial_cdf(k, 5000, 0.5), 1e-11) << k;
  }
}

TEST(Binomial, HasAMassForEachCount) {
  const std::vector<double> logs = log_factorials(4);
  EXPECT_NEAR(Binomial(logs, 0.25).mass(1, 4), 4 * 0.25 * 0.75 * 0.75 * 0.75, 1e-15);
  EXPECT_EQ(Binomial(logs, 0.25).mass(5, 4), 0);
  EXPECT_EQ(Binomial(logs, 0.25).mass(-1, 4), 0);
  EXPECT_EQ(Binomial(logs, 0).mass(0, 4), 1);
  EXPECT_EQ(Binomial(logs, 1).mass(4, 4), 1);
}

}  // namespace
}  // namespace tango::calibrate
