#include "kernel/matmul/matmul.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <thread>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/isa.h"
#include "kernel/matmul/packed_layer_test.h"

namespace tango::kernel {
namespace {

/// Runs `rows` rows whose values do not depend on `rows`.
std::vector<float> run(const PackedLayer& layer, int rows, int first_row = 0) {
  const int inputs = layer.packed.inputs();
  const std::vector<float> src =
      random_values("src", PackedLayer::elements(first_row + rows, inputs));
  const QuantizedRows quantized(layer.packed.precision(), src, inputs);
  std::vector<float> dst(PackedLayer::elements(rows, layer.packed.outputs()));
  matmul(layer.packed, quantized.rows(first_row), rows,
         {.floats = dst.data(), .stride = layer.packed.outputs()});
  return dst;
}

/// The largest error that a product of `inputs` terms below 1 in magnitude may have.
double bound(Precision precision, int inputs) {
  const double terms = inputs + 1.0;
  switch (precision) {
    case Precision::kFloat32:
      // Below lambda sqrt(n) roundings of n, with probability 1 - 2 exp(-lambda^2 / 2) (Higham and
      // Mary 2019).
      return 6 * std::sqrt(terms) * kRounding * terms;
    case Precision::kBfloat16:
      // Either factor is rounded to 8 bits; the errors of n terms are independent.
      return 6 * std::sqrt(terms) * 2 * 0x1p-9;
    case Precision::kInt8:
      // Values are off by half a step of 1/127 at most, weights by half a step of 2/127.
      return 6 * std::sqrt(terms) * 1.5 / 127;
  }
  return 0;
}

using Shape = std::pair<int, int>;
using Parameters = std::tuple<Precision, Shape>;

std::string name_of(const testing::TestParamInfo<Parameters>& test) {
  const auto& [precision, shape] = test.param;
  return std::string(to_string(precision)) + "_" + std::to_string(shape.first) + "_" +
         std::to_string(shape.second);
}

class MatmulShapes : public testing::TestWithParam<Parameters> {
 protected:
  [[nodiscard]] static Precision precision() { return std::get<0>(GetParam()); }
  [[nodiscard]] static int inputs() { return std::get<1>(GetParam()).first; }
  [[nodiscard]] static int outputs() { return std::get<1>(GetParam()).second; }
};

TEST_P(MatmulShapes, AgreesWithTheReference) {
  const PackedLayer layer(precision(), inputs(), outputs());
  for (const int rows : {1, 2, 3, 4, 5, 6, 7, 13, 67}) {
    const std::vector<float> found = run(layer, rows);
    const std::vector<float> src = random_values("src", PackedLayer::elements(rows, inputs()));
    std::vector<float> expected(found.size());
    reference::matmul(src.data(), layer.weights.data(), layer.bias.data(), rows, inputs(),
                      outputs(), expected.data());
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_NEAR(found[i], expected[i], bound(precision(), inputs()))
          << "rows " << rows << ", element " << i;
    }
  }
}

TEST_P(MatmulShapes, ARowIsTheSameInAnyCompany) {
  const PackedLayer layer(precision(), inputs(), outputs());
  const std::vector<float> all = run(layer, 40);
  for (int rows = 1; rows < 40; ++rows) {
    const std::vector<float> some = run(layer, rows);
    ASSERT_EQ(std::memcmp(some.data(), all.data(), some.size() * sizeof(float)), 0) << rows;
  }
  for (const int row : {1, 5, 6, 7, 23, 39}) {
    const std::vector<float> one = run(layer, 1, row);
    ASSERT_EQ(std::memcmp(one.data(), all.data() + PackedLayer::elements(row, outputs()),
                          one.size() * sizeof(float)),
              0)
        << row;
  }
}

TEST_P(MatmulShapes, SharesOfTheStripsMakeTheWhole) {
  const PackedLayer layer(precision(), inputs(), outputs());
  const std::vector<float> whole = run(layer, 9);
  const std::vector<float> src = random_values("src", PackedLayer::elements(9, inputs()));
  const QuantizedRows quantized(precision(), src, inputs());
  std::vector<float> parts(whole.size(), -1);
  const int strips = layer.packed.sizes().strips();
  for (int strip = strips; strip-- > 0;) {
    matmul(layer.packed, quantized.rows(), 9, Strips{strip, strip + 1},
           {.floats = parts.data(), .stride = outputs()});
  }
  EXPECT_EQ(parts, whole);
}

TEST_P(MatmulShapes, WritesNothingElse) {
  const PackedLayer layer(precision(), inputs(), outputs());
  const std::vector<float> expected = run(layer, 7);
  const std::ptrdiff_t stride = outputs() + 3;
  const std::vector<float> src = random_values("src", PackedLayer::elements(7, inputs()));
  std::vector<float> dst(static_cast<std::size_t>(8 * stride), -7);
  const QuantizedRows quantized(precision(), src, inputs());
  matmul(layer.packed, quantized.rows(), 7, {.floats = dst.data(), .stride = stride});
  for (std::ptrdiff_t i = 0; i < 8 * stride; ++i) {
    const std::ptrdiff_t row = i / stride;
    const std::ptrdiff_t column = i % stride;
    const float value = row < 7 && column < outputs()
                            ? expected[static_cast<std::size_t>(row * outputs() + column)]
                            : -7;
    ASSERT_EQ(dst[static_cast<std::size_t>(i)], value) << row << " " << column;
  }
}

TEST_P(MatmulShapes, Bfloat16OutputsAreTheRoundedOnes) {
  const PackedLayer layer(precision(), inputs(), outputs());
  const std::vector<float> floats = run(layer, 7);
  const std::vector<float> src = random_values("src", PackedLayer::elements(7, inputs()));
  const QuantizedRows quantized(precision(), src, inputs());
  std::vector<Bfloat16> found(floats.size());
  matmul(layer.packed, quantized.rows(), 7, {.bfloats = found.data(), .stride = outputs()});
  for (std::size_t i = 0; i < found.size(); ++i) ASSERT_EQ(found[i], to_bfloat16(floats[i]));
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, MatmulShapes,
    testing::Combine(testing::Values(Precision::kFloat32, Precision::kBfloat16, Precision::kInt8),
                     testing::Values(Shape(768, 2304), Shape(3072, 768), Shape(312, 936),
                                     Shape(1200, 312), Shape(384, 1536), Shape(61, 37), Shape(7, 5),
                                     Shape(768, 2), Shape(312, 1), Shape(1, 3), Shape(2, 64))),
    name_of);

// The largest sum of a pair in 16 bits is 255 * (64 + 64): the row's 127 becomes 255.
TEST(Matmul, Int8SumsAreExact) {
  // Scales of 1 and whole numbers, but for 63.5, which is rounded to 64: the same sum on every
  // instruction set.
  constexpr int kInputs = 3071;
  std::vector<float> weights(kInputs);
  std::vector<float> src(kInputs);
  long expected = 0;
  for (int i = 0; i < kInputs; ++i) {
    const int half = i / 2;
    float weight = half % 3 == 0 ? 63.5F : static_cast<float>(half % 60);
    if (half % 7 == 1) weight = i % 2 == 0 ? -127.0F : 0.0F;
    if (half % 4 == 2) weight = -weight;
    const int value = half % 5 != 0 ? 127 : i % 90 - 127;
    weights[static_cast<std::size_t>(i)] = weight;
    src[static_cast<std::size_t>(i)] = static_cast<float>(value);
    expected += static_cast<long>(std::nearbyint(weight)) * value;
  }
  const PackedWeights::Sizes sizes{Precision::kInt8, kInputs, 1};
  const PackedWeights packed(sizes, weights.data(), nullptr, aligned_memory(sizes.bytes()));
  const QuantizedRows quantized(Precision::kInt8, src, kInputs);
  float found = 0;
  matmul(packed, quantized.rows(), 1, {.floats = &found, .stride = 1});
  EXPECT_EQ(found, static_cast<float>(expected));
}

TEST(Matmul, PairsOfInt8WeightsAddUpTo128AtMost) {
  const PackedLayer layer(Precision::kInt8, 767, 200);
  const std::span<const std::byte> bytes = layer.packed.bytes();
  const auto weight = [&](std::size_t i) {
    return std::abs(static_cast<int>(static_cast<std::int8_t>(bytes[i])));
  };
  const auto strips =
      static_cast<std::size_t>(layer.packed.sizes().strips() * layer.packed.sizes().strip_bytes());
  int most = 0;
  for (std::size_t i = 0; i < strips; i += 2) most = std::max(most, weight(i) + weight(i + 1));
  EXPECT_LE(most, 128);
  EXPECT_GE(most, 126);
}

TEST(Matmul, RunsOnManyThreadsAtOnce) {
  const PackedLayer layer(Precision::kInt8, 312, 936);
  const std::vector<float> expected = run(layer, 200);
  std::vector<std::vector<float>> found(4);
  std::vector<std::thread> threads;
  threads.reserve(found.size());
  for (std::vector<float>& mine : found) threads.emplace_back([&] { mine = run(layer, 200); });
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<float>& mine : found) EXPECT_EQ(mine, expected);
}

TEST(Matmul, PackedBytesAreEnough) {
  const PackedLayer layer(Precision::kInt8, 61, 70);
  const std::span<const std::byte> bytes = layer.packed.bytes();
  const std::shared_ptr<std::byte> memory = aligned_memory(bytes.size());
  std::memcpy(memory.get(), bytes.data(), bytes.size());
  const PackedWeights again(layer.packed.sizes(), memory);
  const std::vector<float> src = random_values("src", 61);
  const QuantizedRows quantized(Precision::kInt8, src, 61);
  std::vector<float> found(70);
  matmul(again, quantized.rows(), 1, {.floats = found.data(), .stride = 70});
  EXPECT_EQ(found, run(layer, 1));
}

}  // namespace
}  // namespace tango::kernel
