#include "kernel/softmax/softmax.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/random_values_test.h"

namespace tango::kernel {
namespace {

constexpr int kRows = 5;

void expect_agreement(int length, float spread, bool biased) {
  const std::ptrdiff_t stride = length + 3;
  std::vector<float> found =
      random_values("softmax", static_cast<std::size_t>(kRows * stride), spread);
  std::vector<float> expected = found;
  const std::vector<float> original = found;
  const std::vector<float> bias =
      random_values("bias", static_cast<std::size_t>(length) + kRows, 2);
  const float* from = biased ? bias.data() + kRows - 1 : nullptr;
  softmax(found.data(), kRows, stride, length, 0.125F, from);
  reference::softmax(expected.data(), kRows, stride, length, 0.125F, from);
  // A score of magnitude m carries 3 roundings of m into the exponent; Exp, sum and division add
  // theirs: relative to the result.
  const double allowed = (3 * (0.125 * spread + 2) * 2 + length + 8) * kRounding;
  for (int r = 0; r < kRows; ++r) {
    for (int c = 0; c < stride; ++c) {
      const auto i = static_cast<std::size_t>(r * stride + c);
      if (c < length) {
        ASSERT_NEAR(found[i], expected[i], allowed * expected[i] + 1e-37) << length << " " << c;
      } else {
        ASSERT_EQ(found[i], original[i]) << "wrote past the row";
      }
    }
  }
}

TEST(Softmax, AgreesWithTheReference) {
  for (const int length : {1, 2, 3, 4, 7, 15, 16, 17, 31, 33, 64, 100, 384, 511, 512}) {
    for (const float spread : {0.0F, 1.0F, 60.0F, 500.0F}) {
      expect_agreement(length, spread, false);
      expect_agreement(length, spread, true);
    }
  }
}

TEST(Softmax, SurvivesVeryLargeScores) {
  std::vector<float> row{3e4F, -3e4F, 3e4F};
  softmax(row.data(), 1, 3, 3, 1.0F, nullptr);
  EXPECT_FLOAT_EQ(row[0], 0.5F);
  EXPECT_EQ(row[1], 0.0F);
  EXPECT_FLOAT_EQ(row[2], 0.5F);
}

}  // namespace
}  // namespace tango::kernel
