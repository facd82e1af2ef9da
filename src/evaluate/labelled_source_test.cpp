#include "evaluate/labelled_source.h"

#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/temporary_directory_test.h"

namespace tango::evaluate {
namespace {

namespace fs = std::filesystem;

class LabelledSourceTest : public base::TemporaryDirectoryTest {
 protected:
  void SetUp() override {
    fs::create_directories(data_ / "sst2");
    fs::create_directories(data_ / "squad");
    base::write_file(data_ / "sst2" / "dev.tsv", "sentence\tlabel\ngood\t1\nbad\t0\n");
    base::write_file(data_ / "sst2" / "test.tsv",
                     "sentence\tlabel\na\t1\nb\t0\nc\t1\nd\t0\ne\t1\n");
    std::string articles;
    for (const char* id : {"q0", "q1", "q2"}) {
      articles += std::string(articles.empty() ? "" : ", ") +
                  R"({"paragraphs": [{"context": "It was red.", "qas": [{"id": ")" + id +
                  R"(", "question": "What?", "answers": [{"text": "red", "answer_start": 7}]}]}]})";
    }
    base::write_file(data_ / "squad" / "dev-v1.1.json", R"({"data": [)" + articles + "]}");
  }

  [[nodiscard]] SourceOptions of_task(const std::string& task, const std::string& split) const {
    return {.task = task, .split = split, .data = data_};
  }

  /// Of the error that `call` throws; no flag is in it.
  template <typename Call>
  static ErrorCode code_of(const Call& call) {
    try {
      call();
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).find("--"), std::string::npos) << error.what();
      return error.code();
    }
    ADD_FAILURE() << "nothing thrown";
    return ErrorCode::kInternal;
  }

  const fs::path& data_ = directory_;
  checkpoint::Labels labels_{.names = {"negative", "positive"}};
};

TEST_F(LabelledSourceTest, ReadsATasksSplitOrASampleOfIt) {
  SourceOptions options = of_task("sst2", "test");
  const LabelledTexts all = read_labelled(find_source(options), labels_);
  EXPECT_EQ(all.truths, (std::vector<int>{1, 0, 1, 0, 1}));
  EXPECT_TRUE(all.answers.empty());
  options.sample = 2;
  options.metric = "mcc";
  const LabelledTexts some = read_labelled(find_source(options), labels_);
  EXPECT_EQ(some.truths, (std::vector<int>{1, 1}));
  ASSERT_EQ(some.requests.size(), 2U);
  EXPECT_EQ(some.requests[0].text, "a");
  EXPECT_EQ(some.requests[1].text, "c");
  EXPECT_EQ(some.metric, task::Metric::kMatthews);
}

TEST_F(LabelledSourceTest, OtherSplitsAreForChoosing) {
  const SourceOptions options = of_task("sst2", "test");
  const LabelledSource source = find_source(options);
  EXPECT_EQ(find_other_split(options, source), data_ / "sst2" / "dev.tsv");
  EXPECT_EQ(find_tuning_source(options, source, "dev").path, data_ / "sst2" / "dev.tsv");
  EXPECT_EQ(code_of([&] { (void)find_tuning_source(options, source, "test"); }), ErrorCode::kUsage);
  const SourceOptions dev = of_task("sst2", "dev");
  EXPECT_TRUE(find_other_split(dev, find_source(dev)).empty());
}

TEST_F(LabelledSourceTest, QuestionsAreSplitByArticles) {
  const SourceOptions options = of_task("squad", "report");
  const LabelledSource source = find_source(options);
  const LabelledTexts report = read_labelled(source, checkpoint::span_labels());
  ASSERT_EQ(report.answers.size(), 1U);
  EXPECT_EQ(report.answers[0][0].text, "red");
  EXPECT_EQ(report.requests[0].pair, "It was red.");
  const LabelledSource tune = find_tuning_source(options, source, "tune");
  EXPECT_EQ(read_labelled(tune, checkpoint::span_labels()).answers.size(), 2U);
  EXPECT_EQ(code_of([&] { (void)find_tuning_source(options, source, "dev"); }), ErrorCode::kUsage);
}

TEST_F(LabelledSourceTest, ReadsSetsOfLabelsFromOneColumnOrFromOneForEach) {
  const checkpoint::Labels sets{.names = {"joy", "anger"},
                                .problem_type = checkpoint::ProblemType::kMultiLabelClassification};
  const auto read = [&](const char* name, const char* content) {
    base::write_file(directory_ / name, content);
    return read_labelled(find_source({.path = directory_ / name}), sets, {0.3F, 0.5F});
  };
  const std::vector<std::vector<int>> expected{{0, 1}, {}, {1}};
  const LabelledTexts joined = read("a.tsv", "text\tlabels\na\tjoy|anger\nb\t\nc\tanger\n");
  EXPECT_EQ(joined.label_sets, expected);
  EXPECT_EQ(joined.label_thresholds, (std::vector{0.3F, 0.5F}));
  EXPECT_EQ(joined.metric_name, "micro_f1");
  EXPECT_TRUE(joined.truths.empty());
  EXPECT_EQ(read("a.csv", "text,anger,joy\na,1,1\nb,0,0\nc,1.0,0.0\n").label_sets, expected);
  EXPECT_EQ(read("a.jsonl",
                 "{\"text\": \"a\", \"label\": [\"joy\", \"anger\"]}\n"
                 "{\"text\": \"b\", \"label\": []}\n{\"text\": \"c\", \"label\": [1]}\n")
                .label_sets,
            expected);
  EXPECT_EQ(read("b.jsonl",
                 "{\"text\": \"a\", \"joy\": true, \"anger\": 1}\n"
                 "{\"text\": \"b\", \"joy\": 0, \"anger\": false}\n"
                 "{\"text\": \"c\", \"joy\": 0, \"anger\": 1}\n")
                .label_sets,
            expected);
  EXPECT_EQ(code_of([&] { (void)read("c.jsonl", "{\"text\": \"a\", \"label\": null}\n"); }),
            ErrorCode::kInvalidInput);
  EXPECT_EQ(code_of([&] { (void)read("c.csv", "text,anger\na,1\n"); }), ErrorCode::kNotFound);
}

TEST_F(LabelledSourceTest, ReadsNumbersAndTheQueriesOfPairs) {
  const checkpoint::Labels one{.names = {"LABEL_0"},
                               .problem_type = checkpoint::ProblemType::kRegression};
  base::write_file(directory_ / "a.tsv", "text\ttext_pair\tlabel\nq\ta\t1\nq\tb\t0\nr\ta\t0\n");
  SourceOptions options{.path = directory_ / "a.tsv"};
  const LabelledTexts texts = read_labelled(find_source(options), one);
  EXPECT_EQ(texts.numbers, (std::vector<std::vector<double>>{{1}, {0}, {0}}));
  EXPECT_EQ(texts.queries, (std::vector<std::string>{"q", "q", "r"}));
  EXPECT_EQ(texts.metric_name, "auc");
  options.metric = "mrr_at_10";
  options.sample = 2;
  EXPECT_EQ(read_labelled(find_source(options), one).queries.size(), 2U);
  options.metric = "f1";
  EXPECT_EQ(code_of([&] { (void)read_labelled(find_source(options), one); }), ErrorCode::kUsage);
  options = {.path = directory_ / "a.tsv"};
  options.reading.columns.group = "text_pair";
  EXPECT_EQ(read_labelled(find_source(options), one).queries,
            (std::vector<std::string>{"a", "b", "a"}));
  EXPECT_EQ(code_of([&] { (void)read_labelled(find_source(options), labels_); }),
            ErrorCode::kUsage);
  base::write_file(directory_ / "b.tsv", "text\tlabel\na\tgood\n");
  EXPECT_EQ(code_of([&] { (void)read_labelled(find_source({.path = directory_ / "b.tsv"}), one); }),
            ErrorCode::kInvalidInput);
}

TEST_F(LabelledSourceTest, WhatDoesNotFitIsSaidWithoutFlags) {
  EXPECT_EQ(code_of([] { (void)find_source({}); }), ErrorCode::kUsage);
  EXPECT_EQ(code_of([] { (void)find_source({.task = "sst2"}); }), ErrorCode::kUsage);
  EXPECT_EQ(code_of([] { (void)find_source({.task = "sst9", .split = "dev"}); }),
            ErrorCode::kUsage);
  EXPECT_EQ(code_of([] { (void)find_source({.task = "sst2", .split = "dev"}); }),
            ErrorCode::kUsage);
  EXPECT_EQ(code_of([] { (void)find_source({.task = "squad", .split = "dev"}); }),
            ErrorCode::kUsage);
  try {
    (void)find_source({.task = "sst2", .split = "dev"});
  } catch (const Error& error) {
    EXPECT_EQ(error.settings(), ErrorSettings{"data"});
  }
  EXPECT_EQ(code_of([&] { (void)find_source(of_task("sst2", "train")); }), ErrorCode::kNotFound);
  SourceOptions metric = of_task("squad", "dev");
  metric.metric = "f1";
  EXPECT_EQ(code_of([&] { (void)find_source(metric); }), ErrorCode::kUsage);
  const LabelledSource questions = find_source(of_task("squad", "dev"));
  EXPECT_EQ(code_of([&] { (void)read_labelled(questions, labels_); }), ErrorCode::kUsage);
  const LabelledSource rows = find_source(of_task("sst2", "dev"));
  EXPECT_EQ(code_of([&] { (void)read_labelled(rows, checkpoint::span_labels()); }),
            ErrorCode::kUsage);
}

}  // namespace
}  // namespace tango::evaluate
