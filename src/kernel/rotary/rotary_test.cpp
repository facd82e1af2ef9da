#include "kernel/rotary/rotary.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/random_values_test.h"

namespace tango::kernel {
namespace {

struct RotaryCase {
  static constexpr int kHeads = 3;
  static constexpr int kRows = 5;
  int head_size;
  std::size_t angles = static_cast<std::size_t>(kRows * head_size / 2);
  std::ptrdiff_t stride = std::ptrdiff_t{kHeads} * head_size + 7;
  std::vector<float> cosines = random_values("cosines", angles);
  std::vector<float> sines = random_values("sines", angles);
  std::vector<float> rows = random_values("rows", static_cast<std::size_t>(kRows* stride), 2);

  [[nodiscard]] RotaryTables tables() const { return {cosines.data(), sines.data()}; }
};

class Rotary : public testing::TestWithParam<int> {};

TEST_P(Rotary, AgreesWithTheReference) {
  const RotaryCase text{GetParam()};
  std::vector<float> found = text.rows;
  std::vector<float> expected = text.rows;
  rotate(text.tables(), text.head_size, {0, text.kHeads}, text.kRows, text.stride, found.data());
  reference::rotate(text.tables(), text.head_size, {0, text.kHeads}, text.kRows, text.stride,
                    expected.data());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], 3 * 4 * kRounding) << i;  // of values below 4
  }
  EXPECT_NE(found, text.rows);
}

TEST_P(Rotary, OfBfloat16AgreesWithTheReference) {
  const RotaryCase text{GetParam()};
  std::vector<Bfloat16> found(text.rows.size());
  std::vector<float> expected(text.rows.size());
  std::transform(text.rows.begin(), text.rows.end(), found.begin(), to_bfloat16);
  std::transform(found.begin(), found.end(), expected.begin(), to_float);
  rotate(text.tables(), text.head_size, {0, text.kHeads}, text.kRows, text.stride, found.data());
  reference::rotate(text.tables(), text.head_size, {0, text.kHeads}, text.kRows, text.stride,
                    expected.data());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(to_float(found[i]), expected[i], 4 * 0x1p-8) << i;
  }
}

TEST_P(Rotary, TurnsOnlyItsHeads) {
  const RotaryCase text{GetParam()};
  std::vector<float> all = text.rows;
  std::vector<float> one = text.rows;
  rotate(text.tables(), text.head_size, {0, text.kHeads}, text.kRows, text.stride, all.data());
  rotate(text.tables(), text.head_size, {1, 2}, text.kRows, text.stride, one.data());
  for (std::size_t i = 0; i < one.size(); ++i) {
    const auto head = static_cast<std::ptrdiff_t>(i) % text.stride / text.head_size;
    ASSERT_EQ(one[i], head == 1 ? all[i] : text.rows[i]) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(HeadSizes, Rotary, testing::Values(2, 6, 20, 32, 64, 80));

}  // namespace
}  // namespace tango::kernel
