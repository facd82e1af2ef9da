// What classify reads, and what it says of what it can't read.
#include <algorithm>

#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

class ClassifyInput : public ProgramTest {
 protected:
  [[nodiscard]] static Result classify(std::vector<std::string> arguments,
                                       const RunOptions& options = {}) {
    arguments.insert(arguments.begin(), {"classify", "--cascade", model("cascade")});
    return run(arguments, options);
  }

  /// The message of a run that must end with `status`.
  [[nodiscard]] static std::string refusal(int status, std::vector<std::string> arguments) {
    const Result result = classify(std::move(arguments));
    EXPECT_EQ(result.status, status) << result.err;
    return result.err;
  }

  static std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }
};

TEST_F(ClassifyInput, ThatThereIsNoTextIsSaid) {
  const std::string empty = file("empty.txt", "");
  const Result result = classify({empty});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "warning: there is no text in " + empty + ", and so no answer\n");
  const std::string header = file("header.csv", "text,label\n");
  EXPECT_EQ(classify({empty, header}).err,
            "warning: there is no text in " + empty + ", " + header + ", and so no answer\n");
}

TEST_F(ClassifyInput, TheColumnsThatWereGuessedAreSaid) {
  const std::string pairs = file("in.tsv", "question\tsentence\tlabel\nWho?\tHe.\tyes\n");
  const std::string sentence =
      "The first texts are column \"question\", the second texts column \"sentence\".\n";
  EXPECT_EQ(classify({pairs}).err.find(sentence), 0U);
  EXPECT_EQ(classify({pairs, "--quiet"}).err, "");
  EXPECT_EQ(classify({pairs, "--text", "sentence"}).err.find("column"), std::string::npos);
}

TEST_F(ClassifyInput, EveryFormatGivesTheSameAnswers) {
  const std::string text = file("in.txt", "a great movie .\n\nnot \"good\", is it?\n");
  const std::string expected = classify({text, "--scores"}).out;
  EXPECT_EQ(lines(expected), 3U);
  const std::string tsv =
      file("in.tsv",
           "\xEF\xBB\xBFid\tsentence\r\n7\ta great movie .\r\n8\t\r\n9\tnot \"good\", is it?\r\n");
  const std::string csv = file("in.csv",
                               "text,note\n\"a great movie .\",\"two\nlines\"\n,\n"
                               "\"not \"\"good\"\", is it?\",x");
  const std::string jsonl =
      file("in.jsonl",
           "{\"text\": \"a great movie .\"}\n{\"text\": \"\"}\n{\"text\": \"not \\\"good\\\", is "
           "it?\"}\n");
  const std::string bare = file("bare.tsv", "7\ta great movie .\n8\t\n9\tnot \"good\", is it?");
  EXPECT_EQ(classify({tsv, "--scores"}).out, expected);
  EXPECT_EQ(classify({csv, "--scores"}).out, expected);
  EXPECT_EQ(classify({jsonl, "--scores"}).out, expected);
  EXPECT_EQ(classify({bare, "--columns", "n,review", "--text", "review", "--scores"}).out,
            expected);
  RunOptions piped{.input = read(text)};
  EXPECT_EQ(classify({"-", "--scores"}, piped).out, expected);
  EXPECT_EQ(classify({"--scores"}, piped).out, expected);
  piped.input = read(csv);
  EXPECT_EQ(classify({"--input-format", "csv", "--scores"}, piped).out, expected);
}

TEST_F(ClassifyInput, CompressedFilesAreReadAsTheyWere) {
  using std::literals::operator""s;
  // in.txt of the test above, by gzip and by zstd
  const std::string gzip =
      "\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\x4B\x54\x48\x2F\x4A\x4D\x2C\x51\xC8\xCD\x2F\xCB\x4C"
      "\x55\xD0\xE3\xE2\xCA\xCB\x2F\x51\x50\x4A\xCF\xCF\x4F\x51\xD2\x51\xC8\x2C\x56\xC8\x2C\xB1\xE7"
      "\x02\x00\x29\x44\xE8\x7B\x24\x00\x00\x00"s;
  const std::string zstandard =
      "\x28\xB5\x2F\xFD\x04\x58\x21\x01\x00\x61\x20\x67\x72\x65\x61\x74\x20\x6D\x6F\x76\x69\x65\x20"
      "\x2E\x0A\x0A\x6E\x6F\x74\x20\x22\x67\x6F\x6F\x64\x22\x2C\x20\x69\x73\x20\x69\x74\x3F\x0A\xD2"
      "\x37\xE3\x11"s;
  const std::string text = file("in.txt", "a great movie .\n\nnot \"good\", is it?\n");
  const std::string expected = classify({text, "--scores"}).out;
  EXPECT_EQ(classify({file("in.txt.gz", gzip), "--scores"}).out, expected);
  EXPECT_EQ(classify({file("in.TXT.ZST", zstandard), "--scores"}).out, expected);
  EXPECT_EQ(classify({"-", "--scores"}, {.input = gzip}).out, expected);
  EXPECT_EQ(classify({"-", "--scores"}, {.input = zstandard}).out, expected);
  const std::string cut = file("cut.txt.gz", gzip.substr(0, 40));
  EXPECT_EQ(refusal(4, {cut}),
            "tango: " + cut +
                ": the gzip data ends too early, at byte 40: the file is cut off; copy or "
                "download it again\n");
  const std::string plain = file("plain.txt.gz", "good\n");
  EXPECT_NE(refusal(4, {plain}).find("is not gzip data, which its name says it is"),
            std::string::npos);
}

TEST_F(ClassifyInput, ASeparatorIsFoundAndSaid) {
  const std::string comma = file("comma.csv", "text,stars\n\"good, bad; dull\",5\nbad,1\n");
  const std::string expected = classify({comma}).out;
  const std::string semicolon = file("in.csv", "text;stars\n\"good, bad; dull\";5\nbad;1\n");
  const Result found = classify({semicolon});
  EXPECT_EQ(found.out, expected);
  const std::string sentence =
      semicolon + ": fields are separated by a semicolon, as its first row shows\n";
  EXPECT_EQ(found.err.find(sentence), found.err.rfind(sentence)) << "once: " << found.err;
  EXPECT_NE(found.err.find(sentence), std::string::npos) << found.err;
  EXPECT_EQ(classify({semicolon, "--quiet"}).err, "");
  const Result named = classify({semicolon, "--separator", ";"});
  EXPECT_EQ(named.out, expected);
  EXPECT_EQ(named.err.find("separated"), std::string::npos);
  EXPECT_NE(refusal(2, {semicolon, "--separator", "x"}).find("use , ; | or tab"),
            std::string::npos);
  const std::string bare = file("bare.csv", "good, bad;1\n");
  EXPECT_NE(refusal(4, {bare, "--columns", "text,stars"}).find("(see --separator)"),
            std::string::npos);
}

TEST_F(ClassifyInput, SeveralFilesInOneCall) {
  const std::string first = file("a.txt", "good\nbad\n");
  const std::string second = file("b.csv", "id;text\n7;very good\n");
  const Result result = classify({first, second, first});
  EXPECT_EQ(result.status, 0) << result.err;
  const std::string alone = classify({first}).out;
  const auto number = [](const std::string& line, const std::string& id, const std::string& file) {
    const std::string start = "{\"id\": " + id + ", ";
    return start + "\"file\": " + base::Json(file).dump() + line.substr(line.find(", "));
  };
  const std::string line_1 = alone.substr(0, alone.find('\n') + 1);
  const std::string line_2 = alone.substr(line_1.size());
  const std::string line_3 = classify({second}).out;
  EXPECT_EQ(result.out, number(line_1, "0", first) + number(line_2, "1", first) +
                            number(line_3, "2", second) + number(line_1, "3", first) +
                            number(line_2, "4", first));
  const std::string bad = file("bad.csv", "text,x\ngood,1\nbad\n");
  EXPECT_NE(refusal(4, {first, bad}).find(bad + ":3: 1 fields, expected 2"), std::string::npos);
  EXPECT_EQ(classify({first, path("absent.txt")}).out, "") << "said before the first answer";
  EXPECT_NE(refusal(2, {first, second, "--keep", "0.9"}).find("name one (see --keep)"),
            std::string::npos);
}

TEST_F(ClassifyInput, PairsAreFoundByTheirColumns) {
  const std::string pairs =
      file("pairs.tsv", "question\tsentence\nis it good\tit is a great movie\n");
  const std::string scores = classify({pairs, "--tier", "2", "--scores"}).out;
  EXPECT_NE(scores, classify({pairs, "--tier", "2", "--scores", "--text-pair", ""}).out);
  const std::string renamed = file("renamed.tsv", "a\tb\nis it good\tit is a great movie\n");
  EXPECT_EQ(classify({renamed, "--text", "a", "--text-pair", "b", "--tier", "2", "--scores"}).out,
            scores);
}

TEST_F(ClassifyInput, RowsMayBringTheirThresholdAndTier) {
  const std::string rows =
      file("rows.tsv", "text\tat\tby\ngood\t0\t\ngood\t1\t\ngood\t\t1\ngood\t\t2\n");
  const Result result = classify({rows, "--row-threshold", "at", "--row-tier", "by"});
  EXPECT_EQ(result.status, 0) << result.err;
  std::vector<int> tiers;
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = result.out.find('\n', begin)) != std::string::npos;) {
    const auto json = base::parse_json(result.out.substr(begin, end - begin), "line");
    tiers.push_back(json.at("tier").get<int>());
    begin = end + 1;
  }
  EXPECT_EQ(tiers, (std::vector<int>{1, 2, 1, 2}));
  const std::string bad = file("bad.tsv", "text\tby\ngood\t9\n");
  EXPECT_NE(refusal(4, {bad, "--row-tier", "by"}).find("1 … 2"), std::string::npos);
}

TEST_F(ClassifyInput, WhatIsNotThere) {
  EXPECT_EQ(refusal(3, {path("absent.txt")}),
            "tango: " + path("absent.txt") + ": No such file or directory\n");
  EXPECT_EQ(run({"classify", "--model", path("absent"), "-"}).status, 3);
  const std::string table = file("in.csv", "review,stars\ngood,5\n");
  EXPECT_EQ(refusal(3, {table}),
            "tango: " + table +
                ":1: no column \"text\" or \"sentence\"; the columns are \"review\", \"stars\"; "
                "name the column of the texts, or every column of a file without a header row "
                "(see --text and --columns)\n");
  EXPECT_NE(refusal(3, {table, "--text", "body"}).find("no column \"body\""), std::string::npos);
  EXPECT_EQ(refusal(7, {"/"}), "tango: /: Is a directory\n");
}

TEST_F(ClassifyInput, WhatIsNotText) {
  const std::string binary = file("binary.txt", std::string("\x7F"
                                                            "ELF\0\0\0",
                                                            7));
  EXPECT_EQ(refusal(4, {binary}),
            "tango: " + binary + ": looks binary (a NUL at byte 4), expected UTF-8 text\n");
  const std::string utf16 = file("utf16.txt", std::string("\xFF\xFEg\0o\0o\0d\0", 10));
  EXPECT_NE(refusal(4, {utf16}).find("UTF-16LE text, expected UTF-8; convert it: iconv -f UTF-16"),
            std::string::npos);
  const std::string latin1 = file("latin1.txt", "caf\xE9\ngood\n");
  const Result repaired = classify({latin1});
  EXPECT_EQ(repaired.status, 0);
  EXPECT_EQ(lines(repaired.out), 2U);
  EXPECT_NE(repaired.err.find("ill-formed UTF-8 repaired: 1\n"), std::string::npos);
}

TEST_F(ClassifyInput, ABadRowIsNamedAfterTheRowsBeforeItAreAnswered) {
  for (const auto& [name, content, message] : std::vector<std::array<std::string, 3>>{
           {"few.tsv", "text\tlabel\ngood\t1\nbad\n", "few.tsv:3: 1 fields, expected 2"},
           {"many.tsv", "text\ngood\nbad\tworst\n", "many.tsv:3: 2 fields, expected 1"},
           {"empty.csv", "text,label\ngood,1\n\nbad,0\n", "empty.csv:3: an empty line between"},
           {"quote.csv", "text\ngood\n\"bad\nx", "quote.csv:3: the quote that opens here"},
           {"cut.jsonl", "{\"text\": \"good\"}\n{\"text\": \"b", "cut.jsonl:2: not valid JSON"},
           {"number.jsonl", "{\"text\": \"good\"}\n{\"text\": 5}\n",
            "number.jsonl:2: \"text\" should be a string, found 5"}}) {
    const Result result = classify({file(name, content)});
    EXPECT_EQ(result.status, 4) << result.err;
    EXPECT_NE(result.err.find(message), std::string::npos) << result.err;
    EXPECT_EQ(lines(result.out), 1U) << name;
  }
}

TEST_F(ClassifyInput, LongLines) {
  const std::string megabyte = file("long.txt", "good\n" + std::string(1'000'000, 'x') + "\nbad\n");
  const Result result = classify({megabyte});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(lines(result.out), 3U);
  EXPECT_NE(refusal(4, {megabyte, "--max-line-bytes", "1000"})
                .find("long.txt:2: a line longer than 1000 bytes"),
            std::string::npos);
}

TEST_F(ClassifyInput, LongTextsAreCountedWindowedOrRefused) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += i % 3 == 0 ? "good " : "bad movie ";
  const std::string text = file("in.txt", words + "\nshort\n");
  const Result cut = classify({text, "--tier", "2"});
  EXPECT_NE(cut.out.find("\"truncated\": true"), std::string::npos);
  EXPECT_NE(cut.err.find("truncated texts: 1,"), std::string::npos) << cut.err;
  const Result windows = classify({text, "--tier", "2", "--long-text", "window"});
  EXPECT_EQ(windows.out.find("\"truncated\": true"), std::string::npos);
  EXPECT_NE(windows.out, cut.out);
  const std::string refused = refusal(4, {text, "--tier", "2", "--long-text", "error"});
  EXPECT_NE(refused.find("in.txt:1: a text of "), std::string::npos) << refused;
  EXPECT_NE(refused.find("(see --long-text)"), std::string::npos) << refused;
}

TEST_F(ClassifyInput, NothingInNothingOut) {
  const Result result = classify({file("empty.txt", "")});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find("there is no text in "), std::string::npos);
}

}  // namespace
}  // namespace tango::integration
