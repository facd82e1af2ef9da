#include "kernel/activation/activation.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/matmul/packed_layer_test.h"

namespace tango::kernel {
namespace {

/// The activation as a product with a weight of 1 applies it: one row per value.
std::vector<float> activated(Activation activation, Precision precision,
                             const std::vector<float>& src) {
  const float one = 1;
  const PackedWeights::Sizes sizes{precision, 1, 1};
  const PackedWeights identity(sizes, &one, nullptr, aligned_memory(sizes.bytes()));
  const QuantizedRows quantized(precision, src, 1);
  std::vector<float> dst(src.size());
  matmul(identity, quantized.rows(), static_cast<int>(src.size()),
         {.floats = dst.data(), .stride = 1, .activation = activation});
  return dst;
}

template <typename Allowed>
void expect_close(Activation activation, Precision precision, const Allowed& allowed) {
  for (const float scale : {0.01F, 1.0F, 6.0F, 40.0F}) {
    std::vector<float> src = random_values("activation", 4001, scale);
    for (float& x : src) x = to_float(to_bfloat16(x));  // exact in every precision
    const std::vector<float> found = activated(activation, precision, src);
    for (std::size_t i = 0; i < src.size(); ++i) {
      ASSERT_NEAR(found[i], reference::activate(activation, src[i]), allowed(src[i]))
          << "x = " << src[i];
    }
  }
}

TEST(Activation, GeluIsWithinItsFormula) {
  // 7.5e-8 of Phi by the formula, and ten roundings of a value of at most 1 on the way.
  expect_close(Activation::kGelu, Precision::kFloat32,
               [](double x) { return std::abs(x) * (7.5e-8 + 10 * kRounding); });
}

TEST(Activation, QuickGeluIsWithinItsBound) {
  expect_close(Activation::kGelu, Precision::kBfloat16, [](double) { return 1.35e-4; });
}

TEST(Activation, GeluTanh) {
  // The argument's roundings count through tanh, whose slope times its argument is below 1/2.
  expect_close(Activation::kGeluTanh, Precision::kFloat32,
               [](double x) { return std::abs(x) * 12 * kRounding; });
}

TEST(Activation, Relu) {
  expect_close(Activation::kRelu, Precision::kFloat32, [](double) { return 0.0; });
}

TEST(Activation, Tanh) {
  // Highway's Tanh promises 4 units in the last place.
  expect_close(Activation::kTanh, Precision::kFloat32,
               [](double x) { return 8 * kRounding * std::tanh(std::abs(x)); });
}

TEST(Activation, LargeArgumentsSaturate) {
  const std::vector<float> values{-1e4F, -100.0F, 100.0F, 1e4F};
  const std::vector<float> positive{0.0F, 0.0F, 100.0F, 1e4F};
  EXPECT_EQ(activated(Activation::kGelu, Precision::kFloat32, values), positive);
  EXPECT_EQ(activated(Activation::kTanh, Precision::kFloat32, values),
            (std::vector<float>{-1, -1, 1, 1}));
}

}  // namespace
}  // namespace tango::kernel
