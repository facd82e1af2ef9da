#include "serve/command/log.h"

#include <algorithm>
#include <array>
#include <regex>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/json.h"
#include "serve/origin.h"

namespace tango::serve {
namespace {

std::string logged(http::Record record) {
  record.origin = make_origin({}, {}, {});
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) return "no pipe";
  {
    LineWriter lines(pipe[1], dropped_lines);
    make_log("all", lines)(record);
  }
  std::array<char, 4096> bytes{};
  const ssize_t count = ::read(pipe[0], bytes.data(), bytes.size());
  for (const int end : pipe) ::close(end);
  return {bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

TEST(RequestLog, TellsModelKeyAndReasonWhereThereAreSome) {
  const base::Json full = base::Json::parse(
      logged({.status = 404, .model = "a/2", .owner = "the shop", .reason = "no such thing"}));
  EXPECT_EQ(full["model"], "a/2");
  EXPECT_EQ(full["key_of"], "the shop");
  EXPECT_EQ(full["reason"], "no such thing");
  const base::Json empty = base::Json::parse(logged({.status = 200}));
  for (const char* name : {"model", "key_of", "reason"}) EXPECT_FALSE(empty.contains(name)) << name;
}

TEST(RequestLog, EscapesWhatATerminalMayTakeForAnOrder) {
  const std::string path = "/\x1b[2J\x7f\xc2\x9b\xe2\x80\xae\xc3\xa9";  // ESC, DEL, CSI, RTL, é
  const std::string line = logged({.path = path, .status = 404});
  EXPECT_TRUE(std::ranges::all_of(line, [](char one) {
    return one == '\n' || (one >= ' ' && one < '\x7f');
  })) << line;
  EXPECT_EQ(base::Json::parse(line)["path"], path);
}

TEST(RequestLog, TellsTimesInMilliseconds) {
  const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)");
  for (const std::string& line :
       {logged({.method = "POST", .path = "/predict", .status = 200}), dropped_lines(1)}) {
    const auto time = base::Json::parse(line)["time"].get<std::string>();
    EXPECT_TRUE(std::regex_match(time, form)) << time;
  }
}

}  // namespace
}  // namespace tango::serve
