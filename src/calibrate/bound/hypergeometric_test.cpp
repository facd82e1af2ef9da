#include "calibrate/bound/hypergeometric.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace tango::calibrate {
namespace {

TEST(Hypergeometric, BoundsAreThoseOfScipy) {
  const base::Json goldens =
      base::read_json(TANGO_SOURCE_DIR "/tests/golden/calibrate/bounds.json")["hypergeometric"];
  ASSERT_FALSE(goldens.empty());
  for (const base::Json& golden : goldens) {
    EXPECT_EQ(file_losses_upper_bound(golden["losses"], golden["drawn"], golden["texts"],
                                      golden["significance"]),
              golden["upper"].get<std::int64_t>())
        << golden;
  }
}

TEST(Hypergeometric, TailByHand) {
  // 2 of 4 texts drawn, 2 of the 4 are losses: none of them is among the two in 1 of 6 draws.
  EXPECT_NEAR(hypergeometric_cdf(0, 2, 2, 4), 1.0 / 6, 1e-15);
  EXPECT_NEAR(hypergeometric_cdf(1, 2, 2, 4), 5.0 / 6, 1e-15);
  EXPECT_EQ(hypergeometric_cdf(2, 2, 2, 4), 1);
  EXPECT_EQ(hypergeometric_cdf(0, 3, 2, 4), 0);
}

TEST(Hypergeometric, AFileReadToTheEndIsKnown) {
  EXPECT_EQ(file_losses_upper_bound(3, 40, 40, 0.05), 3);
  EXPECT_EQ(file_losses_upper_bound(0, 0, 40, 0.05), 40);
}

}  // namespace
}  // namespace tango::calibrate
