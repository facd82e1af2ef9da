#include "base/utf8.h"

#include <gtest/gtest.h>

namespace tango::base {
namespace {

TEST(Utf8, RoundTripsEveryScalarValue) {
  std::string text;
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    if (value >= 0xD800 && value <= 0xDFFF) continue;
    text.clear();
    append_utf8(value, text);
    const DecodedCharacter decoded = decode_utf8(text, 0);
    ASSERT_TRUE(decoded.valid) << static_cast<std::uint32_t>(value);
    ASSERT_EQ(decoded.value, value);
    ASSERT_EQ(decoded.bytes, text.size());
  }
}

TEST(Utf8, ReplacesMaximalSubparts) {
  // Unicode 15, table 3-8.
  std::string text = "\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64";
  EXPECT_EQ(repair_utf8(text), 6U);
  EXPECT_EQ(text, "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
}

TEST(Utf8, RefusesOverlongsSurrogatesAndTooLarge) {
  for (const char* bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xE2\x82"}) {
    EXPECT_FALSE(decode_utf8(bad, 0).valid);
  }
}

TEST(Utf8, LeavesValidTextAlone) {
  std::string text = "na\u00EFve \U0001F600";
  EXPECT_EQ(repair_utf8(text), 0U);
  EXPECT_EQ(text, "na\u00EFve \U0001F600");
}

}  // namespace
}  // namespace tango::base
