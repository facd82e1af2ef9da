// evaluate, of other answers than one label a text.
#include <filesystem>
#include <sstream>

#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

using base::Json;

class Evaluate : public ProgramTest {
 protected:
  /// The tiny encoder with another "problem_type".
  [[nodiscard]] std::string model_of(const std::string& problem_type) const {
    std::filesystem::copy(model("bert"), path(problem_type));
    Json config = base::read_json(path(problem_type + "/config.json"));
    config["problem_type"] = problem_type;
    return std::filesystem::path(file(problem_type + "/config.json", config.dump())).parent_path();
  }
  [[nodiscard]] std::vector<Json> answers(const std::string& directory,
                                          const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"classify", "--model", directory, "--scores",
                                       file("in.txt", texts_)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::vector<Json> found;
    std::istringstream lines(run(arguments).out);
    for (std::string line; std::getline(lines, line);) {
      found.push_back(base::parse_json(line, "line"));
    }
    return found;
  }
  [[nodiscard]] Json results(std::vector<std::string> more, int status = 0) const {
    more.insert(more.begin(), "evaluate");
    more.insert(more.end(), {"--output", path("results.json")});
    const Result result = run(more);
    EXPECT_EQ(result.status, status) << result.err;
    return status == 0 ? base::read_json(path("results.json")) : Json(result.err);
  }

  std::string texts_ = "good\nbad movie\nnot too dull\ngreat great\nthe worst\nso boring\n";
};

TEST_F(Evaluate, SetsOfLabels) {
  const std::string directory = model_of("multi_label_classification");
  const std::vector<Json> found = answers(directory);
  ASSERT_EQ(found.size(), 6U);
  std::string joined = "text\tlabels\n", lists, columns = "text,positive,negative\n";
  std::istringstream texts(texts_);
  for (const Json& answer : found) {
    std::string text, labels;
    std::getline(texts, text);
    for (const Json& label : answer.at("labels")) {
      labels += (labels.empty() ? "" : "|") + label.get<std::string>();
    }
    const auto flag = [&](const char* label) {
      return labels.find(label) == std::string::npos ? ",0" : ",1";
    };
    for (const std::string& part : {text, std::string("\t"), labels}) joined += part;
    for (const std::string& part : {text, std::string(flag("positive"))}) columns += part;
    columns += flag("negative");
    for (std::string* table : {&joined, &columns}) *table += "\n";
    lists += Json{{"text", text}, {"label", answer.at("labels")}}.dump() + "\n";
  }
  for (const std::string& input :
       {file("a.tsv", joined), file("a.csv", columns), file("a.jsonl", lists)}) {
    const Json json = results({"--model", directory, "--input", input});
    EXPECT_EQ(json.at("metric"), "micro_f1");
    EXPECT_EQ(json.at("metrics").at("subset_accuracy"), 1) << input;
    EXPECT_EQ(json.at("rows"), 6);
  }
  for (const Json& answer :
       answers(directory, {"--label-threshold", "0", "--label-threshold", "negative=1"})) {
    EXPECT_EQ(answer.at("labels"), Json{"positive"}) << "classify knows them, too";
  }
  const Json none = results({"--model", directory, "--input", path("a.tsv"), "--label-threshold",
                             "1", "--label-threshold", "negative=0.999", "--metric", "macro_f1"});
  EXPECT_EQ(none.at("score"), 0);
  EXPECT_EQ(none.at("per_label").at(0).at("predicted"), 0);
  const Json cascade{{"version", "1.0"},
                     {"tiers", {{{"model", directory}}}},
                     {"label_thresholds", {{"positive", 1}, {"negative", 0.999}}}};
  const std::string cascades =
      std::filesystem::path(file("sets/cascade.json", cascade.dump())).parent_path();
  EXPECT_EQ(results({"--cascade", cascades, "--input", path("a.tsv"), "--metric", "macro_f1"})
                .at("per_label"),
            none.at("per_label"))
      << "the file says the same";
  EXPECT_EQ(results({"--cascade", cascades, "--input", path("a.tsv"), "--label-threshold", "0.5"})
                .at("metrics")
                .at("subset_accuracy"),
            1);
  const std::string error =
      results({"--model", directory, "--input", path("a.tsv"), "--label-threshold", "hope=0.5"}, 2);
  EXPECT_NE(error.find("the labels are \"negative\", \"positive\" (see --label-threshold)"),
            std::string::npos)
      << error;
}

TEST_F(Evaluate, Numbers) {
  const std::string directory = model_of("regression");
  std::string rows;
  std::istringstream texts(texts_);
  for (const Json& answer : answers(directory)) {
    std::string text;
    std::getline(texts, text);
    const Json& values = answer.at("values");
    rows += Json{{"text", text},
                 {"label", {values.at("negative"), values.at("positive").get<double>() + 0.5}}}
                .dump() +
            "\n";
  }
  const std::string input = file("a.jsonl", rows);
  const Json json = results({"--model", directory, "--input", input, "--metric", "mse"});
  EXPECT_NEAR(json.at("score").get<double>(), 0.125, 1e-6);
  EXPECT_NEAR(json.at("outputs").at(1).at("mae").get<double>(), 0.5, 1e-6);
  EXPECT_NEAR(json.at("metrics").at("spearman").get<double>(), 1, 1e-6);
  const std::string error = results({"--model", directory, "--input", input, "--sweep"}, 6);
  EXPECT_NE(error.find("this model gives a number"), std::string::npos) << error;
}

TEST_F(Evaluate, AgreementWithTheLastTier) {
  const std::string input = file("in.txt", texts_);
  const std::vector<std::string> command{"--cascade", model("cascade"), "--against-last-tier",
                                         input};
  const auto at = [&](const char* threshold) {
    std::vector<std::string> all = command;
    all.insert(all.end(), {"--threshold", threshold});
    return results(all);
  };
  const Json all_deferred = at("1");
  EXPECT_EQ(all_deferred.at("agreement"), 1);
  EXPECT_EQ(all_deferred.at("deferral_rate"), 1);
  // scipy.stats.binomtest(6, 6).proportion_ci(0.95, "exact") of 1.17.1
  EXPECT_NEAR(all_deferred.at("interval").at(0).get<double>(), 0.54074187, 1e-7);
  const auto labels = [&](const char* tier) {
    std::vector<Json> found;
    std::istringstream lines(
        run({"classify", "--cascade", model("cascade"), "--tier", tier, input}).out);
    for (std::string line; std::getline(lines, line);) {
      found.push_back(base::parse_json(line, "line").at("label"));
    }
    return found;
  };
  const std::vector<Json> first = labels("1"), last = labels("2");
  int same = 0;
  for (std::size_t i = 0; i < last.size(); ++i) same += first[i] == last[i] ? 1 : 0;
  EXPECT_EQ(at("0").at("agreeing"), same);
  EXPECT_EQ(at("0").at("rows"), 6);
  std::vector<std::string> with_labels = command;
  with_labels.insert(with_labels.end(), {"--metric", "f1"});
  (void)results(with_labels, 2);
}

/// A cross-encoder: pairs, and one logit.
TEST_F(Evaluate, OneLabelOfPairs) {
  const std::string directory =
      std::string(TANGO_SOURCE_DIR) + "/../shared/cases/one-label-classifier";
  if (!std::filesystem::exists(directory)) GTEST_SKIP() << directory << " is not here";
  const std::string input = file(
      "a.tsv",
      "text\ttext_pair\tlabel\nred\tgood\t1\nred\tbad film\t0\nblue\tbad\t0\nblue\tgood day\t1\n");
  const Json sigmoid = results({"--model", directory, "--input", input});
  EXPECT_EQ(sigmoid.at("metric"), "auc");
  EXPECT_EQ(sigmoid.at("queries"), 2);
  EXPECT_TRUE(sigmoid.at("metrics").contains("accuracy"));
  const Json raw = results({"--model", directory, "--input", input, "--raw-score"});
  EXPECT_EQ(raw.at("score"), sigmoid.at("score")) << "the sigmoid keeps the order";
  EXPECT_FALSE(raw.at("metrics").contains("accuracy"));
}

}  // namespace
}  // namespace tango::integration
