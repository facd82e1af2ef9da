#include "model/encoder/rotary_table.h"

#include <cmath>

#include <gtest/gtest.h>

namespace tango::model {
namespace {

/// The angle in fp32 whose cosine and sine stand at `index` of `position`, by PyTorch.
void expect_angle(const RotaryTable& table, int half, int position, int index, float angle) {
  const std::ptrdiff_t place = std::ptrdiff_t{position} * half + index;
  EXPECT_NEAR(table.tables().cosines[place], std::cos(static_cast<double>(angle)), 6e-8) << index;
  EXPECT_NEAR(table.tables().sines[place], std::sin(static_cast<double>(angle)), 6e-8) << index;
}

TEST(RotaryTable, AnglesAreThoseOfPyTorch) {
  const RotaryTable wide(160000, 64, 8192);
  const RotaryTable narrow(10000, 20, 8192);
  expect_angle(wide, 32, 1, 0, 1.0F);
  expect_angle(wide, 32, 1, 1, 0.68765604F);
  expect_angle(wide, 32, 1, 3, 0.32517245F);
  expect_angle(wide, 32, 1, 31, 0.000009088847F);
  expect_angle(wide, 32, 77, 0, 77.0F);
  expect_angle(wide, 32, 77, 1, 52.949516F);
  expect_angle(wide, 32, 77, 3, 25.038279F);
  expect_angle(wide, 32, 77, 31, 0.00069984124F);
  expect_angle(wide, 32, 8191, 0, 8191.0F);
  expect_angle(wide, 32, 8191, 1, 5632.591F);
  expect_angle(wide, 32, 8191, 3, 2663.4875F);
  expect_angle(wide, 32, 8191, 31, 0.074446745F);
  expect_angle(narrow, 10, 1, 0, 1.0F);
  expect_angle(narrow, 10, 1, 1, 0.39810717F);
  expect_angle(narrow, 10, 1, 3, 0.063095726F);
  expect_angle(narrow, 10, 1, 9, 0.0002511887F);
  expect_angle(narrow, 10, 77, 0, 77.0F);
  expect_angle(narrow, 10, 77, 1, 30.654253F);
  expect_angle(narrow, 10, 77, 3, 4.858371F);
  expect_angle(narrow, 10, 77, 9, 0.01934153F);
  expect_angle(narrow, 10, 8191, 0, 8191.0F);
  expect_angle(narrow, 10, 8191, 1, 3260.8958F);
  expect_angle(narrow, 10, 8191, 3, 516.8171F);
  expect_angle(narrow, 10, 8191, 9, 2.0574865F);
}

TEST(RotaryTable, ThePositionOfTheFirstTokenTurnsNothing) {
  const RotaryTable table(160000, 64, 2);
  for (int i = 0; i < 32; ++i) {
    EXPECT_EQ(table.tables().cosines[i], 1);
    EXPECT_EQ(table.tables().sines[i], 0);
  }
}

}  // namespace
}  // namespace tango::model
