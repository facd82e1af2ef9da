#include "checkpoint/float_conversion.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "base/bfloat16.h"

namespace tango::checkpoint {
namespace {

/// binary16 by its definition.
float half_by_definition(std::uint16_t half) {
  const int exponent = (half >> 10U) & 31U;
  const int fraction = half & 1023U;
  const float sign = (half & 0x8000U) != 0 ? -1.0F : 1.0F;
  if (exponent == 31) {
    return fraction == 0 ? sign * std::numeric_limits<float>::infinity()
                         : std::numeric_limits<float>::quiet_NaN();
  }
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  return sign * std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
}

TEST(FloatConversion, EveryHalfIsExact) {
  for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float expected = half_by_definition(half);
    const float found = float_from_half(half);
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(found)) << bits;
    } else {
      EXPECT_EQ(found, expected) << bits;
      EXPECT_EQ(std::signbit(found), std::signbit(expected)) << bits;
    }
  }
}

TEST(FloatConversion, Bfloat16IsTheUpperHalf) {
  EXPECT_EQ(base::float_from_bfloat16(0x3F80), 1.0F);
  EXPECT_EQ(base::float_from_bfloat16(0xC040), -3.0F);
  EXPECT_TRUE(std::isinf(base::float_from_bfloat16(0x7F80)));
}

TEST(FloatConversion, ReadsUnalignedBytes) {
  const std::vector<unsigned char> bytes{0xFF, 0x00, 0x3C, 0x00, 0xC0};
  std::vector<float> values(2);
  convert_half(reinterpret_cast<const std::byte*>(bytes.data()) + 1, 2, values.data());
  EXPECT_EQ(values, (std::vector<float>{1.0F, -2.0F}));
}

}  // namespace
}  // namespace tango::checkpoint
