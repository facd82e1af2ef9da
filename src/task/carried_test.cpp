// What of a row its answer carries.
#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "task/json_members.h"
#include "task/reading_test.h"

namespace tango::task {
namespace {

/// "name=value name=value", the id first, as "#name=value".
std::string carried_of(const Record& record) {
  std::string all;
  if (const auto& id = record.carried.id) all += "#" + id->name + "=" + id->value;
  for (const Field& field : record.carried.fields) {
    all += (all.empty() ? "" : " ") + field.name + "=" + field.value;
  }
  return all;
}

std::vector<std::string> carried(const std::string& content, InputFormat format,
                                 std::optional<std::string> id, bool keep_all) {
  RecordReaderOptions options{.format = format};
  options.columns.id = std::move(id);
  options.columns.keep_all = keep_all;
  std::vector<std::string> rows;
  for (const Record& record : testing::records_of(content, options)) {
    rows.push_back(carried_of(record));
  }
  return rows;
}

using Rows = std::vector<std::string>;

TEST(Carried, NothingUnlessItIsAskedFor) {
  EXPECT_EQ(carried("id,text\n7,a\n", InputFormat::kCsv, {}, false), Rows{""});
}

TEST(Carried, ColumnsOfTables) {
  const std::string table = "id\tnumber\ttext\n7\t0.10\ta\n";
  EXPECT_EQ(carried(table, InputFormat::kTsv, "number", false), Rows{"#number=0.10"});
  EXPECT_EQ(carried(table, InputFormat::kTsv, {}, true), Rows{"#id=7 number=0.10 text=a"});
  EXPECT_EQ(carried(table, InputFormat::kTsv, "number", true),
            Rows{"#number=0.10 id=7 number=0.10 text=a"});
  base::expect_error(ErrorCode::kNotFound, {"no column \"key\"", "\"id\", \"number\", \"text\""},
                     [&] { (void)carried(table, InputFormat::kTsv, "key", false); });
  base::expect_error(ErrorCode::kInvalidInput, {"two columns are named \"a\""},
                     [] { (void)carried("a,text,a\n1,x,2\n", InputFormat::kCsv, {}, true); });
}

TEST(Carried, FieldsOfJsonAsTheyAreWritten) {
  const std::string lines =
      "{\"z\": 1.0, \"text\": \"a\\u00e9\", \"id\": 123456789012345678901234567890}\n"
      "{\"text\":\"b\",\"id\":null , \"more\" : {\"x\": [1, \"}\"]},\"z\":-0}\n";
  EXPECT_EQ(carried(lines, InputFormat::kJsonLines, {}, true),
            (Rows{"#id=123456789012345678901234567890 z=1.0 text=\"a\\u00e9\"",
                  "#id=null text=\"b\" more={\"x\": [1, \"}\"]} z=-0"}));
  EXPECT_EQ(carried(lines, InputFormat::kJsonLines, "z", false), (Rows{"#z=1.0", "#z=-0"}));
  base::expect_error(ErrorCode::kNotFound, {"in:2: no field \"key\""}, [] {
    (void)carried("{\"text\": \"a\", \"key\": 1}\n{\"text\": \"a\"}\n", InputFormat::kJsonLines,
                  "key", false);
  });
}

TEST(Carried, PlainTextHasOneColumn) {
  EXPECT_EQ(carried("a b\n\n", InputFormat::kText, {}, true), (Rows{"text=a b", "text="}));
  base::expect_error(ErrorCode::kUsage, {"plain text, which has no columns"},
                     [] { (void)carried("a\n", InputFormat::kText, "id", false); });
}

TEST(Carried, RepairedTextIsCountedOnce) {
  RecordReaderOptions options{.format = InputFormat::kTsv};
  options.columns.keep_all = true;
  const auto reader =
      make_record_reader(testing::bytes_of_text("text\tnote\ncaf\xE9\t\xFF\n"), "in", options);
  EXPECT_EQ(carried_of(testing::records_of(*reader).front()), "text=caf\uFFFD note=\uFFFD");
  EXPECT_EQ(reader->repaired_utf8(), 2);
}

TEST(JsonMembers, KeysAreReadValuesAreNot) {
  const auto all = [](std::string_view object) {
    std::string list;
    for (const JsonMember& member : json_members(object))
      list += member.key + "=" + member.value + ";";
    return list;
  };
  EXPECT_EQ(all("{}"), "");
  EXPECT_EQ(all(" { \"a\\\"}\" : \"\\\\\" , \"b\":[ ] } "), "a\"}=\"\\\\\";b=[ ];");
  EXPECT_EQ(all("{\"a\": 1, \"b\": 2, \"a\": 3}"), "b=2;a=3;") << "the last one counts";
  EXPECT_EQ(all("{\"a\": NaN}"), "a=\"NaN\";") << "as parse_json has it";
}

}  // namespace
}  // namespace tango::task
