#include "serve/command/log.h"

#include <array>
#include <regex>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/json.h"
#include "serve/origin.h"

namespace tango::serve {
namespace {

TEST(RequestLog, TellsTimesInMilliseconds) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  {
    LineWriter lines(pipe[1], dropped_lines);
    make_log("all", lines)(
        {.method = "POST", .path = "/predict", .origin = make_origin({}, {}, {}), .status = 200});
  }
  std::array<char, 4096> bytes{};
  const ssize_t count = ::read(pipe[0], bytes.data(), bytes.size());
  for (const int end : pipe) ::close(end);
  ASSERT_GT(count, 0);
  const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)");
  for (const std::string& line :
       {std::string(bytes.data(), static_cast<std::size_t>(count)), dropped_lines(1)}) {
    const auto time = base::Json::parse(line)["time"].get<std::string>();
    EXPECT_TRUE(std::regex_match(time, form)) << time;
  }
}

}  // namespace
}  // namespace tango::serve
