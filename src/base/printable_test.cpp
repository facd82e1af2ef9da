#include "base/printable.h"

#include <string_view>

#include <gtest/gtest.h>

namespace tango::base {
namespace {

using namespace std::string_view_literals;

TEST(Printable, LeavesTextAsItIs) {
  EXPECT_EQ(printable("a model, größer als 模型 \\n"), "a model, größer als 模型 \\n");
}

TEST(Printable, EscapesWhatALogOrATerminalWouldObey) {
  EXPECT_EQ(printable("x\nforged\r\t"), "x\\x0aforged\\x0d\\x09");
  EXPECT_EQ(printable("\x1b[2J\x7f\u009b"), "\\x1b[2J\\x7f\\xc2\\x9b");
  EXPECT_EQ(printable("a\0b"sv), "a\\x00b");
  EXPECT_EQ(printable("\xff\xfe\xe6\xa8"), "\\xff\\xfe\\xe6\\xa8");
}

TEST(Printable, LeavesLines) {
  EXPECT_EQ(printable_lines("one\ntwo\r\x1b\0\n"sv), "one\ntwo\\x0d\\x1b\\x00\n");
}

}  // namespace
}  // namespace tango::base
