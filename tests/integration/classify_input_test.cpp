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
  EXPECT_NE(result.err.find("0 texts"), std::string::npos);
}

}  // namespace
}  // namespace tango::integration
