#include "task/separator.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "task/reading_test.h"

namespace tango::task {
namespace {

struct Reading {
  std::vector<std::string> texts;
  std::vector<std::string> notices;
};

Reading read_csv(const std::string& content, ColumnRequest columns = {},
                 std::optional<char> separator = {}) {
  Reading reading;
  RecordReaderOptions options{.format = InputFormat::kCsv, .columns = std::move(columns)};
  options.separator = separator;
  options.notice = [&](const std::string& notice) { reading.notices.push_back(notice); };
  for (const Record& record : testing::records_of(content, options)) {
    reading.texts.push_back(record.text);
  }
  return reading;
}

using Strings = std::vector<std::string>;

TEST(Separator, TheOneThatGivesTheWantedColumnsIsTakenAndSaid) {
  const Reading semicolon = read_csv("id;text;label\n1;\"good; bad\";x\n2;a, b, c, d;y\n");
  EXPECT_EQ(semicolon.texts, (Strings{"good; bad", "a, b, c, d"}));
  EXPECT_EQ(semicolon.notices,
            Strings{"in: fields are separated by a semicolon, as its first row shows"});
  EXPECT_EQ(read_csv("id|text\n1|a;b,c\n").texts, Strings{"a;b,c"});
  EXPECT_EQ(read_csv("id\ttext\n1\t\"a\tb\"\n").texts, Strings{"a\tb"});
  EXPECT_EQ(read_csv("a;b;c,text\n1,good\n").texts, Strings{"good"}) << "not the most fields";
  ColumnRequest columns;
  columns.text = "review; long";
  EXPECT_EQ(read_csv("\"review; long\";stars\ngood;5\n", columns).texts, Strings{"good"});
}

TEST(Separator, ACommaIsNotWorthAWord) {
  EXPECT_EQ(read_csv("id,text\n1,a;b;c\n").notices, Strings{});
  EXPECT_EQ(read_csv("text\na;b;c\n").texts, Strings{"a;b;c"});
}

TEST(Separator, TheLineOfExcelIsNoRow) {
  const Reading reading = read_csv("\xEF\xBB\xBFsep=;\r\ntext;label\r\na,b;1\r\n");
  EXPECT_EQ(reading.texts, Strings{"a,b"});
  EXPECT_EQ(reading.notices,
            Strings{"in: fields are separated by a semicolon, as its first line shows"});
  EXPECT_EQ(read_csv("sep=,\ntext,label\na,1\n").texts, Strings{"a"});
}

TEST(Separator, WithoutAHeaderTheNumberOfFieldsDecidesOrNothingDoes) {
  ColumnRequest columns;
  columns.names = {"text", "label"};
  EXPECT_EQ(read_csv("a, b, c;1\n", columns).texts, Strings{"a, b, c"});
  base::expect_error(ErrorCode::kInvalidInput,
                     {"in:1: the first row has 2 fields both with a comma and with a semicolon"},
                     [&] { (void)read_csv("a, b;1\n", columns); });
  EXPECT_EQ(read_csv("a, b;1\n", columns, ';').texts, Strings{"a, b"});
  columns.names = {"text"};
  EXPECT_EQ(read_csv("a;b|c\n", columns).texts, Strings{"a;b|c"}) << "one column has none";
}

TEST(Separator, WhatIsMissingIsSaidWithTheLikeliestColumns) {
  base::expect_error(ErrorCode::kNotFound,
                     {"in:1: no column \"text\"", "the columns are \"review\", \"stars\""},
                     [] { (void)read_csv("review;stars\ngood;5\n"); });
  base::expect_error(ErrorCode::kInvalidInput, {"in:2: 2 fields, expected 3"},
                     [] { (void)read_csv("a;text;b\n1;good\n"); });
  base::expect_error(ErrorCode::kInvalidInput, {"in:2: text after a closing quote", "a semicolon"},
                     [] { (void)read_csv("a;text\n1;\"good\"x\n"); });
}

TEST(Separator, ReadsNoMoreThanTheFirstRow) {
  int reads = 0;
  ReadBytes bytes = [&](std::span<char> space) -> std::size_t {
    constexpr std::string_view kHeader = "id;text\n";
    EXPECT_LT(reads, 1) << "waits for bytes that no one may send yet";
    ++reads;
    std::copy(kHeader.begin(), kHeader.end(), space.begin());
    return kHeader.size();
  };
  EXPECT_EQ(choose_separator(bytes, "pipe", {}).character, ';');
}

TEST(Separator, ByName) {
  EXPECT_EQ(parse_separator(";"), ';');
  EXPECT_EQ(parse_separator("tab"), '\t');
  base::expect_error(ErrorCode::kUsage, {"\"x\"", ", ; | or tab"},
                     [] { (void)parse_separator("x"); });
}

}  // namespace
}  // namespace tango::task
