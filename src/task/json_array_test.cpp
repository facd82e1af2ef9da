#include "task/json_array.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace tango::task {
namespace {

/// What comes of `content`, handed in and taken out `step` bytes at a time.
std::string through(std::string content, std::size_t step) {
  std::size_t given = 0;
  const ReadBytes elements = json_elements([&](std::span<char> out) {
    const std::size_t count = std::min({out.size(), step, content.size() - given});
    std::copy_n(content.data() + given, count, out.data());
    given += count;
    return count;
  });
  std::string out;
  std::vector<char> buffer(step);
  while (const std::size_t count = elements(buffer)) out.append(buffer.data(), count);
  return out;
}

TEST(JsonElements, AnArrayIsOneElementALine) {
  for (const std::size_t step : {1UL, 2UL, 1000UL}) {
    EXPECT_EQ(through(" [\n{\"a\": \"x, [y\\\" ]\"},\r\n {\"b\": [1, {}]} ]\n", step),
              "{\"a\":\"x, [y\\\" ]\"}\n{\"b\":[1,{}]}\n");
    EXPECT_EQ(through("\xEF\xBB\xBF[{}]", step), "{}\n");
    EXPECT_EQ(through("[]", step), "\n");
  }
}

TEST(JsonElements, OtherBytesPass) {
  for (const std::size_t step : {1UL, 1000UL}) {
    EXPECT_EQ(through("{\"a\": 1}\n{\"a\": 2}", step), "{\"a\": 1}\n{\"a\": 2}");
    EXPECT_EQ(through("", step), "");
    EXPECT_EQ(through(" \n", step), " \n");
  }
}

TEST(JsonElements, WhatIsNoArrayStaysWrong) {
  EXPECT_EQ(through("[{}", 100), "{}\nunclosed array");
  EXPECT_EQ(through("[{}] x", 100), "{}\nx");
  EXPECT_EQ(through("[{}][{}]", 100), "{}\n\n[{}\n");
  EXPECT_EQ(through("[{}}{]", 100), "{}\n\n{\n");
}

}  // namespace
}  // namespace tango::task
