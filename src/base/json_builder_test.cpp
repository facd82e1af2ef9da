#include "base/json_builder.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::base {
namespace {

std::string nested(int depth) {
  const auto count = static_cast<std::size_t>(depth);
  return std::string(count, '[') + std::string(count, ']');
}

void expect_refused(std::string_view text, std::string_view message) {
  try {
    (void)parse_json(text, "FILE");
    ADD_FAILURE() << "no error for " << text;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidModel);
    EXPECT_NE((std::string(error.what()) + '$').find(message), std::string::npos) << error.what();
    EXPECT_TRUE(std::string(error.what()).starts_with("FILE: ")) << error.what();
  }
}

TEST(ParseJson, BuildsWhatNlohmannBuilds) {
  for (const char* text :
       {"null", "true", "-3", "3", "18446744073709551615", "0.5", R"("a\u00e9")", "[]", "{}",
        R"([1, [2, {"a": []}], "x"])", R"({"a": {"b": [null, false]}, "": 1.5, "c": {}})",
        R"({"a": 1, "b": {"a": 2}, "a": {"c": 3}, "b": 4})"}) {
    EXPECT_EQ(parse_json(text, "FILE"), Json::parse(text)) << text;
  }
}

TEST(ParseJson, SaysAtWhichByteItStopped) {
  expect_refused("", "not valid JSON at byte 1");
  expect_refused(R"({"a": 1,})", "not valid JSON at byte 9");
  expect_refused("[1, 2", "not valid JSON at byte 6");
  expect_refused("1 2", "not valid JSON at byte 3");
  expect_refused("[1e999]", "not valid JSON");
  expect_refused("\"\xFF\"", "not valid JSON");
}

TEST(ParseJson, RepeatsNothingOfWhatItRead) {
  expect_refused(R"({"text": "secret)",
                 "FILE: not valid JSON at byte 17: syntax error while parsing value - invalid "
                 "string: missing closing quote$");
  expect_refused(R"(["a" "; last read: 'secret'"])",
                 "syntax error while parsing array - unexpected string literal; expected ']'$");
  expect_refused("[1e999]", "not valid JSON at byte 6: number overflow$");
}

TEST(ParseJson, BoundsTheDepth) {
  EXPECT_NO_THROW((void)parse_json(nested(64), "FILE"));
  expect_refused(nested(65), "nested deeper than 64");
  expect_refused(std::string(1000000, '['), "nested deeper than 64");
}

}  // namespace
}  // namespace tango::base
