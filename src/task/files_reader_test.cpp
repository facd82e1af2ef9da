#include "task/files_reader.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "task/reading_test.h"

namespace tango::task {
namespace {

using Paths = std::vector<std::filesystem::path>;

class FilesReaderTest : public base::TemporaryDirectoryTest {};

TEST_F(FilesReaderTest, EachFileByItsOwnFormatIdsCountOn) {
  const Paths paths{file("a.csv", "id;text\n1;a\n2;\"b\nc\"\n"), file("empty.txt", ""),
                    file("b.txt", "d\ne\n"), file("c.jsonl", "{\"text\": \"f\"}\n")};
  const auto reader = open_record_readers(paths, {});
  const std::vector<Record> records = testing::records_of(*reader);
  ASSERT_EQ(records.size(), 5U);
  const std::vector<std::string> texts{"a", "b\nc", "d", "e", "f"};
  const std::vector<std::string> places{"a.csv:2", "a.csv:3", "b.txt:1", "b.txt:2", "c.jsonl:1"};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(records[i].id, static_cast<std::int64_t>(i));
    EXPECT_EQ(records[i].text, texts[i]);
    EXPECT_EQ(reader->where(records[i].line), (directory_ / places[i]).string());
    ASSERT_EQ(records[i].carried.fields.size(), 1U);
    EXPECT_EQ(records[i].carried.fields[0].name, "file");
  }
  EXPECT_EQ(records[2].carried.fields[0].value, paths[2].string());
}

TEST_F(FilesReaderTest, OneFileIsAsItIs) {
  const auto reader = open_record_readers(Paths{file("a.txt", "a\n")}, {});
  EXPECT_TRUE(testing::records_of(*reader).front().carried.fields.empty());
}

TEST_F(FilesReaderTest, WhatIsWrongIsSaidBeforeTheFirstRecord) {
  const std::filesystem::path good = file("a.txt", "a\n");
  base::expect_error(ErrorCode::kNotFound, {"absent.txt: No such file"}, [&] {
    (void)open_record_readers(Paths{good, directory_ / "absent.txt"}, {});
  });
  base::expect_error(ErrorCode::kUsage, {"b.parquet"}, [&] {
    (void)open_record_readers(Paths{good, file("b.parquet", "")}, {});
  });
  base::expect_error(ErrorCode::kUsage, {"only once"}, [] {
    (void)open_record_readers(Paths{"-", "-"}, {});
  });
}

TEST_F(FilesReaderTest, ErrorsNameTheFileThatTheyAreIn) {
  const auto reader = open_record_readers(
      Paths{file("a.tsv", "text\tx\na\t1\n"), file("b.tsv", "text\tx\nb\n")}, {});
  Record record;
  EXPECT_TRUE(reader->next(record));
  base::expect_error(ErrorCode::kInvalidInput, {"b.tsv:2: 1 fields, expected 2"},
                     [&] { (void)reader->next(record); });
  EXPECT_TRUE(reader->can_go_on());
}

}  // namespace
}  // namespace tango::task
