#include "base/own_json.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::base {
namespace {

TEST(OwnJson, HasEachKeyOnce) {
  const char* const once = R"({"a": 1, "b": {"a": 2}, "c": [{"a": 3}, {"a": 4}]})";
  EXPECT_EQ(parse_own_json(once, "FILE"), Json::parse(once));
  for (const char* twice :
       {R"({"a": 1, "b": 2, "a": 1})", R"([{"b": {"a": null, "\u0061": 2}}])"}) {
    expect_error(ErrorCode::kInvalidModel, {"FILE: \"a\" stands twice"},
                 [&] { (void)parse_own_json(twice, "FILE"); });
  }
  expect_error(ErrorCode::kInvalidModel, {"FILE: not valid JSON at byte 2"},
               [] { (void)parse_own_json("{", "FILE"); });
}

}  // namespace
}  // namespace tango::base
