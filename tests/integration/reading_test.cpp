// Question-answering models: trained, distilled, and made to prune tokens.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <sstream>
#include <thread>

#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

using base::Json;
using Arguments = std::vector<std::string>;

class Reading : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    if (!TANGO_HAS_TRAINER) GTEST_SKIP() << "tango-train was not built: there is no libtorch";
    Json questions{{"version", "1.1"}, {"data", Json::array()}};
    for (int i = 0; i < 40; ++i) {  // the answer stands behind "is"
      const std::string answer = i % 3 == 0 ? "good" : i % 3 == 1 ? "bad" : "film";
      const std::string context =
          (i % 2 == 0 ? "the of a is " : "it is ") + answer + " the it of a";
      const Json question{
          {"id", "q" + std::to_string(i)},
          {"question", "a film ?"},
          {"answers", {{{"text", answer}, {"answer_start", context.find(answer)}}}}};
      const Json paragraph{{"context", context}, {"qas", {question}}};
      questions["data"].push_back({{"title", "t"}, {"paragraphs", {paragraph}}});
    }
    squad_ = file("questions.json", questions.dump());
  }

  [[nodiscard]] Arguments training(Arguments verb, const std::string& output,
                                   const Arguments& more = {}) const {
    Arguments& arguments = verb;
    for (const auto& [flag, value] : {std::pair<std::string, std::string>{"--problem-type", "span"},
                                      {"--train", squad_},
                                      {"--dev", squad_},
                                      {"--epochs", "40"},
                                      {"--batch-size", "8"},
                                      {"--learning-rate", "0.01"},
                                      {"--output", path(output)}}) {
      arguments.insert(arguments.end(), {flag, value});
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  [[nodiscard]] double best_match(const std::string& directory) const {
    double best = 0;
    std::istringstream log(read(path(directory + "/training.jsonl")));
    for (std::string line; std::getline(log, line);) {
      best = std::max(best, Json::parse(line).value("exact_match", 0.0));
    }
    return best;
  }

  std::string squad_;
};

TEST_F(Reading, IsLearnt) {
  const Result result = run(training({"train", "--base", model("bert")}, "reader"));
  ASSERT_EQ(result.status, 0) << result.err;
  const Json config = Json::parse(read(path("reader/config.json")));
  EXPECT_EQ(config.at("architectures").at(0), "BertForQuestionAnswering");
  EXPECT_GE(best_match("reader"), 0.9);

  const Result bad = run({"train", "--base", model("bert"), "--problem-type", "span", "--train",
                          file("bad.json", "{}"), "--output", path("none")});
  EXPECT_EQ(bad.status, 4);
  EXPECT_NE(bad.err.find("bad.json"), std::string::npos) << bad.err;
  EXPECT_FALSE(std::filesystem::exists(path("none")));
}

TEST_F(Reading, IsLearntFromAnotherReader) {
  ASSERT_EQ(run(training({"train", "--base", model("bert")}, "reader")).status, 0);
  const Arguments distilling =
      training({"distill", "--teacher", path("reader"), "--student", model("bert")}, "student",
               {"--seed", "2", "--save-every-s", "0", "--quiet"});
  {
    RunningProgram program(distilling);  // killed once on the way
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    program.signal(SIGKILL);
    (void)program.wait();
  }
  if (!std::filesystem::exists(path("student"))) {
    const Result result = run(distilling);
    ASSERT_EQ(result.status, 0) << result.err;
  }
  EXPECT_GE(best_match("student"), 0.9);
  EXPECT_FALSE(std::filesystem::exists(path("student/teacher.safetensors")));

  const Result mse = run(training(
      {"distill", "--teacher", path("reader"), "--student", model("bert"), "--loss", "mse"}, "no"));
  EXPECT_EQ(mse.status, 2) << mse.err;
}

TEST_F(Reading, ACascadeOfReadersAnswersAndIsScored) {
  ASSERT_EQ(run(training({"train", "--base", model("bert")}, "first")).status, 0);
  ASSERT_EQ(run(training({"train", "--base", model("bert")}, "last", {"--seed", "2"})).status, 0);
  std::filesystem::create_directories(path("cascade"));
  (void)file(
      "cascade/cascade.json",
      Json{{"version", "1.0"},
           {"tiers", {{{"model", path("first")}, {"threshold", 0.5}}, {{"model", path("last")}}}}}
          .dump());
  const std::string rows =
      file("rows.tsv", "question\tcontext\na film ?\tit is good the it of a\n");
  const Result answered =
      run({"classify", "--cascade", path("cascade"), "--tier", "2", "--scores", "--quiet", rows});
  ASSERT_EQ(answered.status, 0) << answered.err;
  const Json answer = Json::parse(answered.out);
  EXPECT_EQ(answer.at("answer"), "good");
  EXPECT_EQ(answer.at("start"), 6);
  EXPECT_EQ(answer.at("tier"), 2);
  EXPECT_EQ(answer.at("answers").at(0).at("answer"), "good");
  const Result alone =
      run({"classify", "--cascade", path("cascade"), file("alone.txt", "it is\n")});
  EXPECT_EQ(alone.status, 4);
  EXPECT_NE(alone.err.find("without a context"), std::string::npos) << alone.err;

  const Arguments scoring{"evaluate", "--cascade", path("cascade"), "--task",
                          "squad",    "--input",   squad_,          "--precision",
                          "fp32",     "--output",  path("all.json")};
  const Result scored = run(scoring);
  ASSERT_EQ(scored.status, 0) << scored.err;
  EXPECT_NE(scored.out.find("exact match"), std::string::npos) << scored.out;
  const Json results = Json::parse(read(path("all.json")));
  EXPECT_EQ(results.at("rows"), 40);
  EXPECT_EQ(results.at("metric"), "f1");
  EXPECT_EQ(results.at("tiers").size(), 2U);

  std::filesystem::create_directories(path("data/squad"));
  std::filesystem::copy_file(squad_, path("data/squad/dev-v1.1.json"));
  Arguments sweeping{"evaluate",  "--cascade", path("cascade"),   "--task",
                     "squad",     "--data",    path("data"),      "--split",
                     "report",    "--sweep",   "--tune",          "tune",
                     "--repeats", "2",         "--workers",       "1",
                     "--quiet",   "--output",  path("sweep.json")};
  const Result swept = run(sweeping);
  ASSERT_EQ(swept.status, 0) << swept.err;
  const Json sweep = Json::parse(read(path("sweep.json")));
  EXPECT_EQ(sweep.at("rows"), 20);  // articles at odd places
  EXPECT_EQ(sweep.at("sweep").at("settings").size(), 2U);
  EXPECT_TRUE(sweep.at("sweep").at("settings").at(0).contains("tuned"));
  EXPECT_FALSE(sweep.at("sweep").at("errors").contains("deferral_by_label"));
  sweeping[11] = "report";
  EXPECT_EQ(run(sweeping).status, 2);
  EXPECT_EQ(run({"evaluate", "--model", path("last"), "--input", rows}).status, 2);
}

TEST_F(Reading, IsShortened) {
  const Result trained = run(training({"train", "--base", model("bert")}, "reader",
                                      {"--length-drop", "0.3", "--sub-models", "2"}));
  ASSERT_EQ(trained.status, 0) << trained.err;
  const Arguments shortening{"lengths",
                             "--model",
                             path("reader"),
                             "--questions",
                             squad_,
                             "--keep",
                             "0.9",
                             "--children",
                             "6",
                             "--precision",
                             "fp32",
                             "--output",
                             path("short"),
                             "--most-questions",
                             "20"};
  const Result result = run(shortening);
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.err.find("<- taken"), std::string::npos) << result.err;
  const Json config = Json::parse(read(path("short/config.json")));
  const Json report = Json::parse(read(path("short/lengths.json")));
  ASSERT_EQ(config.at("token_shares").size(), 1U);
  EXPECT_EQ(report.at("questions"), 20);
  EXPECT_LT(report.at("work").get<double>(), 1);
  EXPECT_GE(report.at("f1").get<double>(), 0.9 * report.at("whole_f1").get<double>());
  EXPECT_EQ(read(path("short/model.safetensors")), read(path("reader/model.safetensors")));

  EXPECT_EQ(run(shortening).status, 2);
  const Result classifier =
      run({"lengths", "--model", model("bert"), "--questions", squad_, "--output", path("no")});
  EXPECT_EQ(classifier.status, 6) << classifier.err;
  EXPECT_FALSE(std::filesystem::exists(path("no")));
}

TEST_F(Reading, ARecipeMakesReaders) {
  std::filesystem::create_directories(path("data/squad"));
  (void)file("data/squad/train-v1.1.json", read(squad_));
  (void)file("data/squad/dev-v1.1.json", read(squad_));
  const std::string settings =
      "epochs = 40\nbatch-size = 8\nlearning-rate = 0.01\nsave-every-s = 0\n";
  const std::string recipe = file(
      "readers.toml", "task = \"squad\"\n[large]\nbase = \"" + model("bert") + "\"\n" + settings +
                          "[lengths]\nkeep = 0.9\ngenerations = 1\nchildren = 4\n"
                          "[[student]]\nname = \"small\"\nseeds = [1, 2]\nlength-drop = 0.3\n"
                          "student = \"" +
                          model("bert") + "\"\n" + settings +
                          "[[cascade]]\nname = \"both\"\ntiers = [\"small\", \"large\"]\n");
  const Arguments building{"build",    recipe,      "--data", path("data"),
                           "--output", path("out"), "--quiet"};
  {
    RunningProgram program(building);  // killed once on the way
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    program.signal(SIGKILL);
    (void)program.wait();
  }
  const Result result = run(building);
  ASSERT_EQ(result.status, 0) << result.err;
  const Json scores = Json::parse(read(path("out/scores.json")));
  EXPECT_EQ(scores.at("texts"), 20);
  const Json& both = scores.at("cascades").at("both");
  EXPECT_GE(both.at("score").get<double>(), 0.98 * both.at("last_score").get<double>());
  EXPECT_EQ(run({"evaluate", "--cascade", path("out"), "--task", "squad", "--split", "tune",
                 "--data", path("data"), "--quiet", "--output", path("tune.json")})
                .status,
            0);
  EXPECT_NEAR(Json::parse(read(path("tune.json"))).at("score").get<double>(),
              both.at("score").get<double>(), 1e-9);
  EXPECT_GE(scores.at("models").at("large").at("mean").get<double>(), 0.9);
  EXPECT_EQ(scores.at("models").at("small").at("scores").size(), 2U);
  EXPECT_LE(scores.at("models").at("small").at("lengths").at("work").get<double>(), 1);
  EXPECT_EQ(Json::parse(read(path("out/small/config.json"))).at("token_shares").size(), 1U);
  EXPECT_NE(read(path("out/small/README.md")).find("tango distill"), std::string::npos);

  const Result cascade = run({"build",
                              file("no.toml",
                                   "task = \"squad\"\n[large]\nbase = \"x\"\n"
                                   "[[student]]\nname = \"s\"\n"),
                              "--output", path("no")});
  EXPECT_EQ(cascade.status, 4) << cascade.err;
}

}  // namespace
}  // namespace tango::integration
