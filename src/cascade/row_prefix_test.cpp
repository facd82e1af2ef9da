#include "cascade/row_prefix.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "cascade/written_rows.h"

namespace tango::cascade {
namespace {

task::Carried carried_fields(std::vector<task::Field> fields, std::optional<task::Field> id = {}) {
  return {.id = std::move(id), .fields = std::move(fields)};
}

TEST(RowPrefix, TheRowsNumberUnlessItBringsAnId) {
  EXPECT_EQ(RowPrefix(AnswerFormat::kJsonLines, {}).of(3, {}), "\"id\": 3");
  EXPECT_EQ(RowPrefix(AnswerFormat::kTsv, {}).of(3, {}), "3");
  const task::Field table_id{.name = "key", .value = "a,\"1\""};
  EXPECT_EQ(RowPrefix(AnswerFormat::kJsonLines, {}).of(3, carried_fields({}, table_id)),
            "\"id\": \"a,\\\"1\\\"\"");
  EXPECT_EQ(RowPrefix(AnswerFormat::kCsv, {}).of(3, carried_fields({}, table_id)),
            "\"a,\"\"1\"\"\"");
  const task::Field json_id{.name = "key", .value = "1.0", .is_json = true};
  EXPECT_EQ(RowPrefix(AnswerFormat::kJsonLines, {}).of(3, carried_fields({}, json_id)),
            "\"id\": 1.0");
}

TEST(RowPrefix, JsonInTables) {
  RowPrefix prefix(AnswerFormat::kCsv, {});
  EXPECT_EQ(prefix.of(0, carried_fields({{"a", "\"x,\\u00e9\"", true},
                                         {"b", "null", true},
                                         {"c", "{\"d\": [1, 2]}", true},
                                         {"e", "1e5", true}})),
            "0,\"x,\u00e9\",,\"{\"\"d\"\": [1, 2]}\",1e5");
  EXPECT_EQ(prefix.header(), "id,a,b,c,e");
}

TEST(RowPrefix, NamesThatAreTaken) {
  const task::Carried row = carried_fields({{"file", "f"},
                                            {"id", "1"},
                                            {"label", "2"},
                                            {"input_label", "3"},
                                            {"file", "4"},
                                            {"text", "5"}});
  EXPECT_EQ(RowPrefix(AnswerFormat::kJsonLines, {"label"}).of(0, row),
            "\"id\": 0, \"file\": \"f\", \"input_id\": \"1\", \"input_input_label\": \"2\", "
            "\"input_label\": \"3\", \"input_file\": \"4\", \"text\": \"5\"");
  RowPrefix table(AnswerFormat::kTsv, {"label"});
  EXPECT_EQ(table.of(0, row), "0\tf\t1\t2\t3\t4\t5");
  EXPECT_EQ(table.header(), "id\tfile\tinput_id\tinput_input_label\tinput_label\tinput_file\ttext");
}

TEST(RowPrefix, ATableHasTheColumnsOfItsFirstRow) {
  RowPrefix prefix(AnswerFormat::kTsv, {});
  EXPECT_EQ(prefix.of(0, carried_fields({{"a", "1"}, {"b", "2"}})), "0\t1\t2");
  EXPECT_EQ(prefix.of(1, carried_fields({{"b", "2"}, {"a", "x\ty"}})), "1\tx y\t2");
  EXPECT_EQ(prefix.of(2, carried_fields({{"b", "2"}})), "2\t\t2");
  base::expect_error(ErrorCode::kInvalidInput, {"row 3", "\"c\""}, [&] {
    (void)prefix.of(3, carried_fields({{"a", "1"}, {"c", "2"}}));
  });
}

TEST(WrittenRows, OnlyWholeOnesCount) {
  const auto rows = [](std::string_view text, AnswerFormat format) {
    const WrittenRows written = written_rows(text, format);
    return std::pair{written.rows, written.bytes};
  };
  using Rows = std::pair<std::uint64_t, std::size_t>;
  EXPECT_EQ(rows("", AnswerFormat::kJsonLines), (Rows{0, 0}));
  EXPECT_EQ(rows("{}\n{\"a\": \"b", AnswerFormat::kJsonLines), (Rows{1, 3}));
  EXPECT_EQ(rows("id\tx\n", AnswerFormat::kTsv), (Rows{0, 0})) << "a header alone is written anew";
  EXPECT_EQ(rows("id\tx\n0\t\"\n1", AnswerFormat::kTsv), (Rows{1, 9}));
  EXPECT_EQ(rows("id,x\n0,\"a\"\"\nb\"\n1,\"c\n", AnswerFormat::kCsv), (Rows{1, 15}));
}

}  // namespace
}  // namespace tango::cascade
