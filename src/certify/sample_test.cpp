#include "certify/sample.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::certify {
namespace {

class ReadSample : public base::TemporaryDirectoryTest {};

TEST_F(ReadSample, CopiesAreKeptOnceAndCountAsOftenAsTheyWereDrawn) {
  const Sample sample = read_sample({file("in.txt", "b\na\nb\n"), {}, {}, {}});
  ASSERT_EQ(sample.texts.size(), 2U);
  EXPECT_EQ(sample.rows, (std::vector<std::size_t>{0, 1, 0}));
  EXPECT_EQ(sample.groups, (std::vector<std::int64_t>{0, 1, 2}));
  EXPECT_FALSE(sample.named_groups);
}

TEST_F(ReadSample, AColumnNamesGroups) {
  SampleSource source{file("in.tsv", "text\tdoc\tlabel\nx\td1\tham\ny\td2\tspam\nz\td1\tham\n"),
                      {},
                      {"ham", "spam"}};
  source.reading.columns.group = "doc";
  source.reading.columns.want_label = true;
  const Sample sample = read_sample(source);
  EXPECT_EQ(sample.groups, (std::vector<std::int64_t>{0, 1, 0}));
  EXPECT_EQ(sample.truths, (std::vector<int>{0, 1, 0}));
  source.reading.columns.group = "document";
  base::expect_error(ErrorCode::kNotFound, {"no column \"document\"", "\"doc\""},
                     [&] { (void)read_sample(source); });
  source.reading.columns.group = "doc";
  source.path = file("gaps.tsv", "text\tdoc\tlabel\nx\td1\tham\ny\t\tspam\n");
  base::expect_error(ErrorCode::kInvalidInput, {"gaps.tsv:3", "no group in column \"doc\""},
                     [&] { (void)read_sample(source); });
}

TEST_F(ReadSample, TheHashIsOfTextsGroupsAndLabels) {
  const auto hash = [&](std::string_view content, bool grouped) {
    SampleSource source{file("in.tsv", content), {}, {}};
    if (grouped) source.reading.columns.group = "doc";
    return read_sample(source).hash;
  };
  const std::uint64_t first = hash("text\tdoc\nx\t1\ny\t2\n", false);
  EXPECT_EQ(first, hash("doc\ttext\n1\tx\n3\ty\n", false)) << "other columns do not matter";
  EXPECT_NE(first, hash("text\tdoc\ny\t1\nx\t2\n", false));
  EXPECT_NE(first, hash("text\tdoc\nx\t1\ny\t2\n", true));
}

TEST_F(ReadSample, RefusesWhatShowsNothing) {
  base::expect_error(ErrorCode::kUsage, {"standard input"}, [] {
    (void)read_sample({"-", {}, {}, {}});
  });
  base::expect_error(ErrorCode::kInvalidInput, {"no texts"}, [&] {
    (void)read_sample({file("empty.txt", ""), {}, {}, {}});
  });
  base::expect_error(ErrorCode::kInvalidInput, {"all 3 texts are equal"}, [&] {
    (void)read_sample({file("equal.txt", "a\na\na\n"), {}, {}, {}});
  });
}

TEST_F(ReadSample, RefusesTrainingTexts) {
  const Sample sample = read_sample({file("in.txt", "one text\nIt isn't good.\n"), {}, {}, {}});
  base::expect_error(ErrorCode::kInvalidInput, {"1 of the 2 texts", "It isn't good."}, [&] {
    require_no_overlap(sample, {file("train.txt", "other\nit is n't good\n"), {}, {}, {}});
  });
  EXPECT_NO_THROW(require_no_overlap(sample, {file("train.txt", "other\nanother\n"), {}, {}, {}}));
}

TEST_F(ReadSample, KnownTextsAreLeftOutWithAllThatIsTheirs) {
  SampleSource source{file("in.tsv",
                           "text\tdoc\tlabel\nx y\t1\tham\nz\t2\tspam\nX y.\t3\tham\n"
                           "z\t4\tspam\nw\t5\tham\n"),
                      {},
                      {"ham", "spam"}};
  source.reading.columns.group = "doc";
  source.reading.columns.want_label = true;
  source.reference = file("answers.txt", "ham\nspam\nham\nspam\nspam\n");
  Sample sample = read_sample(source);
  EXPECT_EQ(leave_out(read_texts({file("known.txt", "xy\nv\n"), {}, {}, {}}), sample), 2U);
  ASSERT_EQ(sample.texts.size(), 2U);
  EXPECT_EQ(sample.texts[1].text, "w");
  EXPECT_EQ(sample.rows, (std::vector<std::size_t>{0, 0, 1}));
  EXPECT_EQ(sample.groups, (std::vector<std::int64_t>{1, 3, 4}));
  EXPECT_EQ(sample.truths, (std::vector<int>{1, 1, 0}));
  EXPECT_EQ(sample.references, (std::vector<int>{1, 1}));
}

TEST_F(ReadSample, AReferenceIsOneAnswerARow) {
  SampleSource source{file("in.txt", "b\na\nb\n"), {}, {"ham", "spam"}};
  const std::uint64_t without = read_sample(source).hash;
  source.reference = file("answers.txt", "spam\nham\nspam\n");
  const Sample sample = read_sample(source);
  EXPECT_EQ(sample.references, (std::vector<int>{1, 0}));
  EXPECT_NE(sample.hash, without);
  const auto expect_fault = [&](const std::filesystem::path& answers, const std::string& part) {
    source.reference = answers;
    base::expect_error(ErrorCode::kInvalidInput, {part}, [&] { (void)read_sample(source); });
  };
  expect_fault(file("few.txt", "spam\nham\n"), "2 answers to 3 texts");
  expect_fault(file("other.txt", "spam\nham\nham\n"), "equal texts alike");
  expect_fault(file("odd.txt", "spam\neggs\nspam\n"), "eggs");
  source.reference = file("answers.tsv", "label\ttext\nspam\tb\nham\ta\nspam\tB!\n");
  EXPECT_EQ(read_sample(source).references, (std::vector<int>{1, 0}));
  source.reference = file("answers.tsv", "verdict\ttext\nspam\tb\nham\ta\nspam\tB!\n");
  source.reading.columns.label = "verdict";
  EXPECT_EQ(read_sample(source).references, (std::vector<int>{1, 0}));
  SampleSource both{file("own.csv", "review;verdict\na;ham\nb;spam\n"), {}, {"ham", "spam"}};
  both.reading.columns.text = "review";
  both.reading.columns.label = "verdict";
  both.reference = both.path;
  EXPECT_EQ(read_sample(both).references, (std::vector<int>{0, 1})) << "read as the texts are";
  source.reading.columns.label.reset();
  source.reference = file("answers.tsv", "label\ttext\nspam\tb\nspam\tb\nham\ta\n");
  base::expect_error(ErrorCode::kInvalidInput, {"answers.tsv:3", "the answer to \"b\"", "\"a\""},
                     [&] { (void)read_sample(source); });
}

}  // namespace
}  // namespace tango::certify
