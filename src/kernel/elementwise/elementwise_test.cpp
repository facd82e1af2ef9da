#include "kernel/elementwise/elementwise.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/random_values_test.h"

namespace tango::kernel {
namespace {

class Elementwise : public testing::TestWithParam<int> {
 protected:
  int count = GetParam();
  std::vector<float> src = random_values("src", static_cast<std::size_t>(count));
  /// One element more, which nothing may touch.
  std::vector<float> dst = random_values("dst", static_cast<std::size_t>(count) + 1);
};

TEST_P(Elementwise, SumsAndProductsAreExact) {
  std::vector<float> sum = dst;
  std::vector<float> product = dst;
  std::vector<float> expected_sum = dst;
  std::vector<float> expected_product = dst;
  add(src.data(), count, sum.data());
  multiply(src.data(), count, product.data());
  reference::add(src.data(), count, expected_sum.data());
  reference::multiply(src.data(), count, expected_product.data());
  EXPECT_EQ(sum, expected_sum);
  EXPECT_EQ(product, expected_product);
}

TEST_P(Elementwise, ProductsOfBfloat16AreRoundedOnce) {
  const auto rounded = [](const std::vector<float>& values) {
    std::vector<Bfloat16> narrow(values.size());
    std::transform(values.begin(), values.end(), narrow.begin(), to_bfloat16);
    return narrow;
  };
  const std::vector<Bfloat16> left = rounded(src);
  const std::vector<Bfloat16> before = rounded(dst);
  std::vector<Bfloat16> found = before;
  multiply(left.data(), count, found.data());
  for (std::size_t i = 0; i < left.size(); ++i) {
    ASSERT_EQ(found[i], to_bfloat16(to_float(before[i]) * to_float(left[i]))) << i;
  }
  EXPECT_EQ(found.back(), before.back());
}

INSTANTIATE_TEST_SUITE_P(Counts, Elementwise, testing::Values(1, 3, 8, 16, 17, 768, 1001));

}  // namespace
}  // namespace tango::kernel
