#include "calibrate/threshold/fixed_sequence.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace tango::calibrate {
namespace {

TEST(FixedSequence, EndsBeforeTheFirstFailure) {
  const std::vector<bool> passes = {true, true, false, true};
  EXPECT_EQ(fixed_sequence(4, [&](std::size_t i) { return passes[i]; }), 2U);
  EXPECT_EQ(fixed_sequence(0, [](std::size_t) { return true; }), 0U);
}

TEST(FallingThresholds, AcceptEquallyManyMoreAndAtLastAll) {
  const std::vector<float> confidences = {
      0.6F, 1.0F, 0.7F, 0.9F, 0.8F, 0.5F, std::numeric_limits<float>::quiet_NaN()};
  EXPECT_EQ(falling_thresholds(confidences, 3), (std::vector<float>{0.9F, 0.7F, 0}));
  EXPECT_EQ(falling_thresholds(confidences, 100).size(), 5U);
  EXPECT_TRUE(falling_thresholds({}, 3).empty());
  EXPECT_EQ(falling_thresholds(std::vector<float>(5, 0.7F), 3), std::vector<float>{0});
}

}  // namespace
}  // namespace tango::calibrate
