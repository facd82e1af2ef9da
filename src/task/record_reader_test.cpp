#include "task/record_reader.h"

#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"

namespace tango::task {
namespace {

std::unique_ptr<RecordReader> reader_of(std::string content, InputFormat format,
                                        ColumnRequest columns = {},
                                        std::size_t max_line_bytes = kDefaultMaxLineBytes) {
  RecordReaderOptions options{format, std::move(columns), max_line_bytes};
  auto bytes = [content = std::move(content), given = std::size_t{0}](std::span<char> s) mutable {
    const std::size_t count = std::min(s.size(), content.size() - given);
    std::memcpy(s.data(), content.data() + given, count);
    given += count;
    return count;
  };
  return make_record_reader(std::move(bytes), "in", options);
}

std::vector<Record> read_all(RecordReader& reader) {
  std::vector<Record> records;
  Record record;
  while (reader.next(record)) records.push_back(record);
  return records;
}

std::vector<Record> read_all(const std::string& content, InputFormat format,
                             ColumnRequest columns = {}) {
  return read_all(*reader_of(content, format, std::move(columns)));
}

std::vector<std::string> texts_of(const std::vector<Record>& records) {
  std::vector<std::string> texts;
  texts.reserve(records.size());
  for (const Record& record : records) texts.push_back(record.text);
  return texts;
}

/// The message, after checking its code; empty if nothing was thrown.
std::string failure(ErrorCode code, const std::string& content, InputFormat format,
                    ColumnRequest columns = {}, std::size_t max_line_bytes = kDefaultMaxLineBytes) {
  try {
    (void)read_all(*reader_of(content, format, std::move(columns), max_line_bytes));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  return "";
}

using Texts = std::vector<std::string>;

TEST(TextReader, KeepsEmptyLinesSoThatIdsAreLines) {
  const auto records = read_all("one\n\nthree", InputFormat::kText);
  EXPECT_EQ(texts_of(records), (Texts{"one", "", "three"}));
  EXPECT_EQ(records[2].id, 2);
  EXPECT_EQ(records[2].line, 3);
  EXPECT_FALSE(records[0].pair.has_value());
}

TEST(TextReader, RepairsAndCountsIllFormedUtf8) {
  const auto reader = reader_of("caf\xE9\nok\n\xFF\xFF\n", InputFormat::kText);
  EXPECT_EQ(texts_of(read_all(*reader)), (Texts{"caf\uFFFD", "ok", "\uFFFD\uFFFD"}));
  EXPECT_EQ(reader->repaired_utf8(), 3);
}

TEST(TextReader, HasNoColumns) {
  ColumnRequest columns;
  columns.text = "review";
  EXPECT_NE(failure(ErrorCode::kUsage, "a\n", InputFormat::kText, columns).find("plain text"),
            std::string::npos);
}

TEST(TsvReader, QuotesAreLiteralAndCrlfAndBomAreNot) {
  const auto records =
      read_all("\xEF\xBB\xBFlabel\tsentence\r\n1\t\"Hm,\" she said\r\n0\t\r\n", InputFormat::kTsv);
  EXPECT_EQ(texts_of(records), (Texts{"\"Hm,\" she said", ""}));
  EXPECT_EQ(records[0].line, 2);
  EXPECT_FALSE(records[0].label.has_value());
}

TEST(TsvReader, MissingColumnListsWhatThereIs) {
  EXPECT_EQ(failure(ErrorCode::kNotFound, "a\tb\n1\t2\n", InputFormat::kTsv),
            "in:1: no column \"text\" or \"sentence\"; the columns are \"a\", \"b\"; name the "
            "column of the texts, or every column of a file without a header row");
  ColumnRequest columns;
  columns.text = "c";
  EXPECT_EQ(failure(ErrorCode::kNotFound, "a\tb\n1\t2\n", InputFormat::kTsv, columns),
            "in:1: no column \"c\"; the columns are \"a\", \"b\"");
}

TEST(TsvReader, WrongNumberOfFieldsNamesTheLine) {
  EXPECT_EQ(failure(ErrorCode::kInvalidInput, "text\tlabel\na\t1\nb\n", InputFormat::kTsv),
            "in:3: 1 fields, expected 2: \"text\", \"label\"");
  EXPECT_EQ(failure(ErrorCode::kInvalidInput, "text\tlabel\na\t1\tx\n", InputFormat::kTsv),
            "in:2: 3 fields, expected 2: \"text\", \"label\"");
}

TEST(TsvReader, EmptyLinesAreIgnoredAtTheEndOnly) {
  EXPECT_EQ(texts_of(read_all("text\tlabel\na\t1\n\n\n", InputFormat::kTsv)), Texts{"a"});
  EXPECT_EQ(failure(ErrorCode::kInvalidInput, "text\tlabel\na\t1\n\n\nb\t1\n", InputFormat::kTsv),
            "in:3: an empty line between the rows, expected 2 fields");
  EXPECT_EQ(texts_of(read_all("text\na\n\nb\n\n", InputFormat::kTsv)), (Texts{"a", "", "b", ""}))
      << "a table of one column has empty texts, as plain text does";
}

TEST(TsvReader, EmptyFileLacksItsHeader) {
  EXPECT_NE(failure(ErrorCode::kInvalidInput, "", InputFormat::kTsv).find("header row"),
            std::string::npos);
  EXPECT_TRUE(read_all("text\n", InputFormat::kTsv).empty());
}

TEST(TsvReader, NamedColumnsStandForAHeader) {
  ColumnRequest columns;
  columns.names = {"source", "label", "mark", "sentence"};
  columns.want_label = true;
  const auto records =
      read_all("gj04\t1\t\tIt rains.\ngj04\t0\t*\tRains it?", InputFormat::kTsv, columns);
  EXPECT_EQ(texts_of(records), (Texts{"It rains.", "Rains it?"}));
  EXPECT_EQ(records[1].label, "0");
  EXPECT_EQ(records[1].line, 2);
}

TEST(TsvReader, TwoColumnsOfOneNameAreAmbiguous) {
  EXPECT_NE(failure(ErrorCode::kInvalidInput, "text\ttext\na\tb\n", InputFormat::kTsv)
                .find("two columns"),
            std::string::npos);
}

TEST(TsvReader, ThresholdAndTierOfARow) {
  ColumnRequest columns;
  columns.threshold = "at";
  columns.tier = "by";
  const auto records = read_all("text\tat\tby\na\t0.5\t\nb\t\t2\n", InputFormat::kTsv, columns);
  EXPECT_EQ(records[0].threshold, 0.5F);
  EXPECT_FALSE(records[0].tier.has_value());
  EXPECT_FALSE(records[1].threshold.has_value());
  EXPECT_EQ(records[1].tier, 2);
  EXPECT_EQ(
      failure(ErrorCode::kInvalidInput, "text\tat\tby\na\t1.5\t\n", InputFormat::kTsv, columns),
      "in:2: column \"at\" should hold a threshold in 0 ... 1, found \"1.5\"");
  for (const char* bad : {"nan", "0.5x", "-1", " 1"}) {
    EXPECT_NE(failure(ErrorCode::kInvalidInput, std::string("text\tat\tby\na\t") + bad + "\t\n",
                      InputFormat::kTsv, columns),
              "")
        << bad;
  }
  EXPECT_NE(failure(ErrorCode::kInvalidInput, "text\tat\tby\na\t\t0\n", InputFormat::kTsv, columns),
            "");
}

TEST(CsvReader, ReadsQuotedFields) {
  const auto records =
      read_all("text,label\r\n\"a, \"\"b\"\"\r\nand c\",1\r\nplain 5\" pipe,2\n\"\",3\n,4",
               InputFormat::kCsv);
  EXPECT_EQ(texts_of(records), (Texts{"a, \"b\"\r\nand c", "plain 5\" pipe", "", ""}));
  EXPECT_EQ(records[1].line, 4);
  EXPECT_EQ(records[1].id, 1);
}

TEST(CsvReader, HeaderMayBeQuoted) {
  EXPECT_EQ(texts_of(read_all("\"text\",\"a\"\"b\"\nx,y\n", InputFormat::kCsv)), Texts{"x"});
}

TEST(CsvReader, UnterminatedQuoteNamesTheLineWhereItOpens) {
  EXPECT_EQ(failure(ErrorCode::kInvalidInput, "text\na\n\"b\nc\nd\n", InputFormat::kCsv),
            "in:3: the quote that opens here is never closed, expected another \"");
  const std::string long_row =
      "text\n\"" + std::string(50, 'x') + "\n" + std::string(60, 'y') + "\n\"\n";
  EXPECT_EQ(failure(ErrorCode::kInvalidInput, long_row, InputFormat::kCsv, {}, 100),
            "in:2: a quoted field of more than 100 bytes; is its closing quote missing?");
}

TEST(CsvReader, RefusesTextAfterAClosingQuote) {
  EXPECT_EQ(failure(ErrorCode::kInvalidInput, "text\n\"a\"b\n", InputFormat::kCsv),
            "in:2: text after a closing quote at byte 4, expected a comma, the line's end, or a "
            "doubled quote");
}

TEST(JsonLinesReader, ReadsFieldsOfEveryKind) {
  ColumnRequest columns;
  columns.want_label = true;
  columns.threshold = "threshold";
  columns.tier = "tier";
  const auto records = read_all(
      "{\"text\": \"a\\n\\u00e9\", \"label\": 1, \"threshold\": 0.25, \"tier\": 2, \"x\": []}\n"
      "{\"text\": \"\", \"label\": \"no\", \"threshold\": null, \"tier\": null}\n\n",
      InputFormat::kJsonLines, columns);
  EXPECT_EQ(texts_of(records), (Texts{"a\n\u00e9", ""}));
  EXPECT_EQ(records[0].label, "1");
  EXPECT_EQ(records[0].threshold, 0.25F);
  EXPECT_EQ(records[0].tier, 2);
  EXPECT_EQ(records[1].label, "no");
  EXPECT_FALSE(records[1].threshold.has_value());
}

TEST(JsonLinesReader, ErrorsNameTheLine) {
  const auto message = [](const std::string& content, ErrorCode code = ErrorCode::kInvalidInput) {
    return failure(code, content, InputFormat::kJsonLines);
  };
  EXPECT_TRUE(message("{\"text\": \"a\"}\n{\"text\": \n").starts_with("in:2: not valid JSON"));
  EXPECT_EQ(message("[1]\n"), "in:1: expected a JSON object, found [1]");
  EXPECT_EQ(message("{\"text\": \"a\"}\n{\"texts\": \"a\"}\n", ErrorCode::kNotFound),
            "in:2: no field \"text\"; the fields are \"texts\"");
  EXPECT_EQ(message("{\"text\": 5}\n"), "in:1: \"text\" should be a string, found 5");
  EXPECT_EQ(message("{\"text\": \"a\"}\n\n{\"text\": \"a\"}\n"),
            "in:2: an empty line between the rows, expected an object");
  EXPECT_NE(message(std::string(100'000, '[')), "") << "nesting is bounded";
}

TEST(JsonLinesReader, RepairsUtf8BeforeItParses) {
  const auto reader = reader_of("{\"text\": \"caf\xE9\"}\n", InputFormat::kJsonLines);
  EXPECT_EQ(texts_of(read_all(*reader)), Texts{"caf\uFFFD"});
  EXPECT_EQ(reader->repaired_utf8(), 1);
}

TEST(RecordReader, FormatsGiveTheSameRecords) {
  const auto text = read_all("a b\nc\n", InputFormat::kText);
  for (const auto& same :
       {read_all("n\ttext\n1\ta b\n2\tc\n", InputFormat::kTsv),
        read_all("n,text\n1,a b\n2,\"c\"\n", InputFormat::kCsv),
        read_all("{\"text\":\"a b\"}\n{\"text\":\"c\"}", InputFormat::kJsonLines)}) {
    EXPECT_EQ(texts_of(same), texts_of(text));
    EXPECT_EQ(same[1].id, 1);
  }
}

TEST(RecordReader, FormatByNameAndExtension) {
  EXPECT_EQ(format_of("a/b.TSV"), InputFormat::kTsv);
  EXPECT_EQ(format_of("b.csv"), InputFormat::kCsv);
  EXPECT_EQ(format_of("b.jsonl"), InputFormat::kJsonLines);
  EXPECT_EQ(format_of("b.tab"), InputFormat::kTsv);
  EXPECT_EQ(format_of("b.jsonlines"), InputFormat::kJsonLines);
  EXPECT_EQ(format_of("b.json"), InputFormat::kJson);
  EXPECT_EQ(format_of("b.txt"), InputFormat::kText);
  EXPECT_EQ(format_of("b"), InputFormat::kText);
  base::expect_error(ErrorCode::kUsage, {"b.parquet", ".parquet", ".jsonl"},
                     [] { (void)format_of("b.parquet"); });
  EXPECT_EQ(format_of("-"), InputFormat::kText);
  EXPECT_EQ(parse_input_format("jsonl"), InputFormat::kJsonLines);
  EXPECT_THROW((void)parse_input_format("xml"), Error);
}

}  // namespace
}  // namespace tango::task
