#include "service/record_stream.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"
#include "cascade/fake_tier.h"

namespace tango::service {
namespace {

std::unique_ptr<task::RecordReader> reader_of(std::string content, task::ColumnRequest columns) {
  const auto bytes = [content = std::move(content),
                      begin = std::size_t{0}](std::span<char> space) mutable {
    const std::size_t count = std::min(space.size(), content.size() - begin);
    std::copy_n(content.data() + begin, count, space.data());
    begin += count;
    return count;
  };
  return task::make_record_reader(
      bytes, "table", {.format = task::InputFormat::kTsv, .columns = std::move(columns)});
}

TEST(RecordStream, ARecordsOwnTierComesFirst) {
  task::ColumnRequest columns;
  columns.tier = "by";
  const auto reader = reader_of("text\tby\n9\t1\n9\t2\n9\t\n", columns);
  std::vector<int> tiers;
  answer_records(*reader, cascade::fake::make_two_tiers(0.5F), {}, 2,
                 [&](std::uint64_t, cascade::Answer&& answer) { tiers.push_back(answer.tier); });
  EXPECT_EQ(tiers, (std::vector<int>{1, 2, 2}));
}

TEST(RecordStream, WhatPrecedesAnUnreadableRecordIsAnswered) {
  const auto reader = reader_of("text\tother\n9\ta\n1\tb\nno other field\n9\tc\n", {});
  std::vector<int> labels;
  EXPECT_THROW(answer_records(*reader, cascade::fake::make_one_tier(1), {}, std::nullopt,
                              [&](std::uint64_t, cascade::Answer&& answer) {
                                labels.push_back(answer.label);
                              }),
               Error);
  EXPECT_EQ(labels, (std::vector<int>{1, 0}));
}

TEST(RecordStream, ATextThatCannotBeAnsweredIsNamedByFileAndLine) {
  task::ColumnRequest columns;
  columns.tier = "by";
  const auto reader = reader_of("text\tby\n9\t1\n8\t1\n7\t3\n6\t1\n", columns);
  int answers = 0;
  base::expect_error(ErrorCode::kInvalidInput, {"table:4: tier 3 is asked for"}, [&] {
    answer_records(*reader, cascade::fake::make_two_tiers(0.5F), {}, std::nullopt,
                   [&](std::uint64_t, cascade::Answer&&) { ++answers; });
  });
}

TEST(RecordStream, UnreadableRecordsHaveTheirPlaceAmongTheAnswers) {
  const auto reader = reader_of("text\tother\n9\ta\nno other field\n1\tc\n", {});
  std::vector<std::string> rows;
  PipelineOptions options;
  options.on_error = [&](std::uint64_t id, Error&& error) {
    rows.push_back(std::to_string(id) + " " + error.what());
  };
  answer_records(*reader, cascade::fake::make_one_tier(1), options, std::nullopt,
                 [&](std::uint64_t id, cascade::Answer&& answer) {
                   rows.push_back(std::to_string(id) + " " + std::to_string(answer.label));
                 });
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0], "0 1");
  EXPECT_TRUE(rows[1].starts_with("1 table:3")) << rows[1];
  EXPECT_EQ(rows[2], "2 0");
}

}  // namespace
}  // namespace tango::service
