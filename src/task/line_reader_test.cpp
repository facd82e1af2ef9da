#include "task/line_reader.h"

#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::task {
namespace {

/// Gives `content` out in pieces of at most `piece` bytes.
ReadBytes bytes_of(std::string content, std::size_t piece = 1 << 20U) {
  return
      [content = std::move(content), piece, given = std::size_t{0}](std::span<char> space) mutable {
        const std::size_t count = std::min({piece, space.size(), content.size() - given});
        std::memcpy(space.data(), content.data() + given, count);
        given += count;
        return count;
      };
}

std::vector<std::string> all_lines(LineReader& reader) {
  std::vector<std::string> lines;
  std::string_view line;
  while (reader.next(line)) lines.emplace_back(line);
  return lines;
}

std::vector<std::string> lines_of(const std::string& content, std::size_t piece = 1 << 20U) {
  LineReader reader(bytes_of(content, piece), "in.txt");
  return all_lines(reader);
}

using Lines = std::vector<std::string>;

TEST(LineReader, SplitsAtLineFeedsWithOrWithoutTheLast) {
  EXPECT_EQ(lines_of("a\nb\n"), (Lines{"a", "b"}));
  EXPECT_EQ(lines_of("a\nb"), (Lines{"a", "b"}));
  EXPECT_EQ(lines_of("\n\na\n\n"), (Lines{"", "", "a", ""}));
  EXPECT_EQ(lines_of(""), Lines{});
  EXPECT_EQ(lines_of("\n"), Lines{""});
}

TEST(LineReader, TakesCarriageReturnsOnlyBeforeLineFeeds) {
  EXPECT_EQ(lines_of("a\r\nb\rc\r\n\r"), (Lines{"a", "b\rc", "\r"}));
}

TEST(LineReader, DropsAByteOrderMarkAtTheStartOnly) {
  EXPECT_EQ(lines_of("\xEF\xBB\xBF"
                     "a\n\xEF\xBB\xBF"
                     "b\n"),
            (Lines{"a",
                   "\xEF\xBB\xBF"
                   "b"}));
}

TEST(LineReader, IsTheSameInPiecesOfAnySize) {
  std::string content = "\xEF\xBB\xBF";
  Lines expected;
  for (std::size_t i = 0; i < 300; ++i) {
    expected.push_back(std::string(i * 37 % 5000, static_cast<char>('a' + i % 26)));
    content += expected.back() + (i % 3 == 0 ? "\r\n" : "\n");
  }
  for (const std::size_t piece : {1, 2, 3, 7, 4096}) EXPECT_EQ(lines_of(content, piece), expected);
}

TEST(LineReader, TakesALineOfAMegabyte) {
  const std::string line(1'000'000, 'x');
  EXPECT_EQ(lines_of("a\n" + line + "\r\nb\n"), (Lines{"a", line, "b"}));
}

TEST(LineReader, LimitIsExact) {
  for (const std::size_t limit : {std::size_t{10}, std::size_t{1} << 20U}) {
    for (const char* end : {"\n", "\r\n", ""}) {
      LineReader fits(bytes_of("a\n" + std::string(limit, 'x') + end, 4093), "in.txt", limit);
      EXPECT_EQ(all_lines(fits).size(), 2U);
      LineReader over(bytes_of("a\n" + std::string(limit + 1, 'x') + end, 4093), "in.txt", limit);
      try {
        (void)all_lines(over);
        FAIL() << limit;
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
        EXPECT_TRUE(std::string(error.what()).starts_with("in.txt:2: a line longer than "));
      }
    }
  }
}

TEST(LineReader, RefusesWhatIsNotUtf8Text) {
  using std::literals::operator""s;
  const auto message_of = [](const std::string& content) -> std::string {
    try {
      const LineReader reader(bytes_of(content), "in.txt");
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message_of("\xFF\xFE"
                       "a\0"s),
            "in.txt: is UTF-16LE text, expected UTF-8; convert it: iconv -f UTF-16 -t UTF-8");
  EXPECT_NE(message_of("\xFE\xFF\0a"s).find("UTF-16BE"), std::string::npos);
  EXPECT_NE(message_of("\xFF\xFE\0\0a\0\0\0"s).find("is UTF-32LE"), std::string::npos);
  EXPECT_NE(message_of("\0\0\xFE\xFF\0\0\0a"s).find("is UTF-32BE"), std::string::npos);
  EXPECT_NE(message_of("\x1F\x8B\x08").find("zcat"), std::string::npos);
  EXPECT_EQ(message_of("ab\0c"s), "in.txt: looks binary (a NUL at byte 2), expected UTF-8 text");
}

TEST(LineReader, DoesNotWaitForMoreThanOneLine) {
  int reads = 0;
  LineReader reader(
      [&reads](std::span<char> space) -> std::size_t {
        if (++reads > 1) return 0;
        std::memcpy(space.data(), "a\n", 2);
        return 2;
      },
      "pipe");
  std::string_view line;
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, "a");
  EXPECT_EQ(reads, 1);
}

TEST(OpenBytes, MissingFileAndDirectory) {
  try {
    (void)open_bytes("/nowhere/at/all.txt");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
  }
  EXPECT_THROW(LineReader(open_bytes("/"), "/"), Error);
}

}  // namespace
}  // namespace tango::task
