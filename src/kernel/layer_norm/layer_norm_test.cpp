#include "kernel/layer_norm/layer_norm.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/random_values_test.h"

namespace tango::kernel {
namespace {

TEST(LayerNorm, AgreesWithTheReference) {
  for (const int width : {1, 2, 5, 16, 26, 60, 64, 127, 312, 384, 768, 1023}) {
    constexpr int kRows = 4;
    const auto count = static_cast<std::size_t>(width) * kRows;
    const std::vector<float> src = random_values("src", count, 3);
    const std::vector<float> residual = random_values("residual", count);
    const std::vector<float> weight = random_values("weight", static_cast<std::size_t>(width), 2);
    const std::vector<float> bias = random_values("bias", static_cast<std::size_t>(width));
    const LayerNormParameters parameters{weight.data(), bias.data(), width, 1e-5F};
    std::vector<float> found(count);
    std::vector<float> expected(count);
    layer_norm(parameters, src.data(), residual.data(), kRows, found.data());
    reference::layer_norm(parameters, src.data(), residual.data(), kRows, expected.data());
    // |src + residual| <= 4 and its mean carry up to width + 3 roundings each; one over the
    // smallest deviation of these rows (above 1 from 5 columns on; 2 and 1 are near sqrt(epsilon))
    // scales them, the weight doubles them.
    const double allowed = (width + 20) * kRounding * 4 * 2 * (width < 5 ? 320 : 4);
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_NEAR(found[i], expected[i], allowed) << "width " << width << ", element " << i;
    }
  }
}

TEST(LayerNorm, EpsilonGuardsAConstantRow) {
  const std::vector<float> ones(10, 1.0F);
  const std::vector<float> zeros(10, 0.0F);
  std::vector<float> dst(10);
  layer_norm({ones.data(), zeros.data(), 10, 1e-12F}, ones.data(), ones.data(), 1, dst.data());
  EXPECT_EQ(dst, zeros);
}

TEST(LayerNorm, WorksInPlaceAndWhereverTheRowLies) {
  constexpr int kWidth = 61;
  const std::vector<float> src = random_values("src", 2 * kWidth);
  const std::vector<float> ones(kWidth, 1.0F);
  const std::vector<float> residual = random_values("residual", 2 * kWidth);
  const LayerNormParameters parameters{ones.data(), residual.data(), kWidth, 1e-12F};
  std::vector<float> apart(2 * kWidth);
  layer_norm(parameters, src.data(), residual.data(), 2, apart.data());
  std::vector<float> in_place = src;
  layer_norm(parameters, in_place.data(), residual.data(), 2, in_place.data());
  EXPECT_EQ(in_place, apart);
  std::vector<float> over_residual = residual;
  layer_norm(parameters, src.data(), over_residual.data(), 2, over_residual.data());
  EXPECT_EQ(over_residual, apart);
  std::vector<float> second(kWidth);  // the second row starts off any boundary above
  layer_norm(parameters, src.data() + kWidth, residual.data() + kWidth, 1, second.data());
  EXPECT_TRUE(std::equal(second.begin(), second.end(), apart.begin() + kWidth));
}

}  // namespace
}  // namespace tango::kernel
