#include "recipe/given_answers.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/logits_file.h"
#include "recipe/calibration_texts.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

GivenAnswers read(const base::TemporaryDirectory& directory, const std::string& rows,
                  const std::string& again = "") {
  directory.write("log.tsv", "text\tlabel\n" + rows);
  std::vector<fs::path> files{directory.path() / "log.tsv"};
  if (!again.empty()) {
    directory.write("again.jsonl", again);
    files.push_back(directory.path() / "again.jsonl");
  }
  return read_given_answers(files);
}

TEST(GivenAnswers, ATextThatWasAskedAgainShowsHowOftenTheAnswerIsTheSame) {
  const base::TemporaryDirectory directory;
  const GivenAnswers given =
      read(directory, "one\tyes\ntwo\tno\n",
           "{\"text\": \"two\", \"label\": \"no\"}\n{\"text\": \"one\", \"label\": \"no\"}\n");
  EXPECT_EQ(given.labels, (std::vector<std::string>{"no", "yes"}));
  ASSERT_EQ(given.texts.size(), 2U);
  EXPECT_EQ(given.texts[0].line, "one");
  EXPECT_EQ(given.texts[0].label, 1) << "the first answer stays";
  EXPECT_EQ(given.agreement.texts, 2);
  EXPECT_EQ(given.agreement.asked_again, 2);
  EXPECT_EQ(given.agreement.alike, 1);
}

TEST(GivenAnswers, OfMoreThanTwoAnswersTheFirstTwoCount) {
  const base::TemporaryDirectory directory;
  const GivenAnswers given = read(directory, "one\tyes\ntwo\tno\none\tno\none\tyes\none\tyes\n");
  EXPECT_EQ(given.agreement.asked_again, 1) << "texts are independent, their answers are not";
  EXPECT_EQ(given.agreement.alike, 0);
}

TEST(GivenAnswers, AFileThatIsNamedTwiceIsRefused) {
  const base::TemporaryDirectory directory;
  const fs::path log = directory.write("log.tsv", "text\tlabel\none\tyes\ntwo\tno\n");
  const fs::path link = directory.path() / "link.tsv";
  fs::create_symlink(log, link);
  for (const auto& [again, part] :
       {std::pair(log, ": named twice;"), std::pair(link, "the other time as")}) {
    const std::vector<fs::path> files{log, again};
    base::expect_error(ErrorCode::kUsage, {again.string(), part},
                       [&] { (void)read_given_answers(files); });
  }
}

TEST(GivenAnswers, ItsColumnsMayBeNamed) {
  const base::TemporaryDirectory directory;
  const fs::path log = directory.write("log.csv", "review,verdict\none,yes\ntwo,no\n");
  task::RecordReaderOptions reading;
  reading.columns.text = "review";
  reading.columns.label = "verdict";
  const GivenAnswers given = read_given_answers({&log, 1}, reading);
  EXPECT_EQ(given.labels, (std::vector<std::string>{"no", "yes"}));
  EXPECT_EQ(given.texts.front().line, "one");
}

TEST(GivenAnswers, AnAnswerIsNoList) {
  const base::TemporaryDirectory directory;
  for (const char* wrong : {R"(["a"])", R"({"name": "a"})", "[]"}) {
    const std::string rows = "{\"text\": \"three\", \"label\": " + std::string(wrong) + "}\n";
    base::expect_error(ErrorCode::kInvalidInput, {"again.jsonl:1", "is a list or an object"},
                       [&] { (void)read(directory, "one\tyes\ntwo\tno\n", rows); });
  }
  EXPECT_EQ(read(directory, "one\t[other]\ntwo\tno\n").labels.front(), "[other]");
}

TEST(GivenAnswers, WhatIsWrongIsNamed) {
  const base::TemporaryDirectory directory;
  base::expect_error(ErrorCode::kInvalidInput, {"log.tsv:3", "without an answer"},
                     [&] { (void)read(directory, "one\tyes\ntwo\t\n"); });
  base::expect_error(ErrorCode::kInvalidInput, {"log.tsv", "at least two"},
                     [&] { (void)read(directory, "one\tyes\ntwo\tyes\n"); });
  const GivenAnswers few = read(directory, "one\tyes\ntwo\tno\nthree\tno\nfour\tyes\n");
  const fs::path output = directory.path() / "parts";
  base::expect_error(ErrorCode::kInvalidInput, {"4 different texts", "at least 6"},
                     [&] { divide_given_answers(few, 3, 2, 1, output); });
  const GivenAnswers rare = read(directory, "one\tyes\ntwo\tno\n");
  base::expect_error(ErrorCode::kInvalidInput, {"no text to learn from has the answer"},
                     [&] { divide_given_answers(rare, 1, 0, 1, output); });
}

TEST(GivenAnswers, EachTextIsInOnePartWithItsAnswer) {
  const base::TemporaryDirectory directory;
  std::string rows;
  for (int i = 0; i < 100; ++i)
    rows += "text " + std::to_string(i) + (i % 2 ? "\tyes\n" : "\tno\n");
  const GivenAnswers given = read(directory, rows);
  const fs::path parts = directory.path() / "parts";
  divide_given_answers(given, 40, 30, 1, parts);
  std::size_t all = 0;
  for (const auto& [name, size] :
       {std::pair(kLearning, 60U), std::pair(kChoosing, 10U), std::pair(kCertifying, 30U)}) {
    const fs::path file = parts / name;
    const GivenAnswers part = read_given_answers({&file, 1});
    EXPECT_EQ(part.texts.size(), size) << name;
    EXPECT_EQ(part.agreement.asked_again, 0);
    for (const GivenAnswers::Text& text : part.texts) {
      EXPECT_EQ(text.label, std::stoi(text.line.substr(5)) % 2) << text.line;
    }
    all += part.texts.size();
  }
  EXPECT_EQ(all, given.texts.size());
  const checkpoint::LogitsFile smoothed = checkpoint::read_logits(parts / kChoosingAnswers);
  EXPECT_EQ(smoothed.texts(), 10);
  EXPECT_EQ(smoothed.labels, given.labels);
  EXPECT_NEAR(std::exp(smoothed.logits.data()[0]) + std::exp(smoothed.logits.data()[1]), 1, 1e-6);
}

}  // namespace
}  // namespace tango::recipe
