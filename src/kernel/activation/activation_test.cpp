#include "kernel/activation/activation.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/random_values_test.h"

namespace tango::kernel {
namespace {

using Function = void (*)(float*, std::ptrdiff_t);

/// The largest error of `fast`, over `allowed(x)`.
template <typename Allowed>
void expect_close(Function fast, Function exact, const Allowed& allowed) {
  for (const std::size_t count : {1UL, 3UL, 15UL, 16UL, 17UL, 63UL, 1200UL, 40001UL}) {
    for (const float scale : {0.01F, 1.0F, 6.0F, 40.0F}) {
      const std::vector<float> src = random_values("activation", count, scale);
      std::vector<float> found = src;
      std::vector<float> expected = src;
      fast(found.data(), static_cast<std::ptrdiff_t>(count));
      exact(expected.data(), static_cast<std::ptrdiff_t>(count));
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_NEAR(found[i], expected[i], allowed(src[i])) << "x = " << src[i];
      }
    }
  }
}

TEST(Activation, GeluIsWithinItsFormula) {
  // 7.5e-8 of Phi by the formula, and ten roundings of a value of at most 1 on the way.
  expect_close(gelu, reference::gelu,
               [](double x) { return std::abs(x) * (7.5e-8 + 10 * kRounding); });
}

TEST(Activation, GeluTanh) {
  // The argument's roundings count through tanh, whose slope times its argument is below 1/2.
  expect_close(gelu_tanh, reference::gelu_tanh,
               [](double x) { return std::abs(x) * 12 * kRounding; });
}

TEST(Activation, Relu) {
  expect_close(relu, reference::relu, [](double) { return 0.0; });
}

TEST(Activation, Tanh) {
  // Highway's Tanh promises 4 units in the last place.
  expect_close(tanh, reference::tanh,
               [](double x) { return 8 * kRounding * std::tanh(std::abs(x)); });
}

TEST(Activation, LargeArgumentsSaturate) {
  std::vector<float> values{-1e4F, -100.0F, 100.0F, 1e4F};
  gelu(values.data(), 4);
  EXPECT_EQ(values, (std::vector<float>{0.0F, 0.0F, 100.0F, 1e4F}));
  values = {-1e4F, -100.0F, 100.0F, 1e4F};
  tanh(values.data(), 4);
  EXPECT_EQ(values, (std::vector<float>{-1, -1, 1, 1}));
}

TEST(Activation, AnElementIsTheSameWhereverItLies) {
  const std::vector<float> src = random_values("wherever", 100, 3);
  for (const Function function :
       {Function{gelu}, Function{gelu_tanh}, Function{relu}, Function{tanh}}) {
    std::vector<float> whole = src;
    function(whole.data(), 100);
    for (const std::size_t begin : {1UL, 5UL, 16UL, 97UL}) {
      std::vector<float> part(src.begin() + static_cast<std::ptrdiff_t>(begin), src.end());
      function(part.data(), static_cast<std::ptrdiff_t>(part.size()));
      for (std::size_t i = 0; i < part.size(); ++i) ASSERT_EQ(part[i], whole[begin + i]);
    }
  }
}

}  // namespace
}  // namespace tango::kernel
