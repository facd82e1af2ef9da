#include "text/subword/decimal.h"

#include <cmath>

#include <gtest/gtest.h>

namespace tango::text {
namespace {

TEST(ReadDecimal, ReadsWhatIsExact) {
  EXPECT_EQ(read_decimal("0.5"), 0.5);
  EXPECT_EQ(read_decimal("-12.25"), -12.25);
  EXPECT_EQ(read_decimal("1e3"), 1000.0);
  EXPECT_EQ(read_decimal("2.5E-1"), 0.25);
  EXPECT_EQ(read_decimal("1.5e+2"), 150.0);
}

/// The values are those that Tokenizer.from_str of PyPI `tokenizers` 0.23.3 has.
TEST(ReadDecimal, DividesAsTokenizersDoes) {
  EXPECT_EQ(read_decimal("-15.275492379532281"), -15.27549237953228);
  EXPECT_EQ(read_decimal("-1.8771917354846979"), -1.877191735484698);
  EXPECT_NE(read_decimal("-1.8771917354846979"), -1.8771917354846979);
}

TEST(ReadDecimal, TakesAnyNumberOfDigits) {
  EXPECT_DOUBLE_EQ(read_decimal("0.00000000000000000000000000000000000000000000000000000001"),
                   1e-56);
  EXPECT_NEAR(read_decimal("1.00000000000000000000000000000000000000000000009"), 1.0, 1e-15);
  EXPECT_NEAR(read_decimal("123456789012345678901234567890.5"), 1.2345678901234568e29, 1e15);
  EXPECT_EQ(read_decimal("1e-99999999999999999999"), 0.0);
  EXPECT_TRUE(std::isinf(read_decimal("1e99999999999999999999")));
}

}  // namespace
}  // namespace tango::text
