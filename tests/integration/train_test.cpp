// train, label, distill: from texts to models that answer.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <set>
#include <sstream>
#include <thread>

#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

using base::Json;

namespace fs = std::filesystem;

class Training : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    if (!TANGO_HAS_TRAINER) GTEST_SKIP() << "tango-train was not built: there is no libtorch";
    (void)file("train.tsv", table(60, 0));
    (void)file("dev.tsv", table(20, 100));
  }

  /// A text is positive when "good" is in it.
  [[nodiscard]] static std::string table(int rows, int first) {
    const std::vector<std::string> words{"a", "the", "film", "is", "it", "of"};
    std::string text = "text\tlabel\n";
    for (int row = first; row < first + rows; ++row) {
      const bool good = row % 2 == 0;
      for (int i = 0; i < 2 + row % 3; ++i) {
        text += words[static_cast<std::size_t>(row * 7 + i * 3) % words.size()] + " ";
      }
      text += good ? "good" : "bad";
      text += good ? "\tpositive\n" : "\tnegative\n";
    }
    return text;
  }

  [[nodiscard]] std::vector<std::string> fine_tuning(const std::string& output,
                                                     std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"train",
                                       "--base",
                                       model("bert"),
                                       "--train",
                                       path("train.tsv"),
                                       "--dev",
                                       path("dev.tsv"),
                                       "--epochs",
                                       "25",
                                       "--batch-size",
                                       "8",
                                       "--learning-rate",
                                       "0.01",
                                       "--save-every-s",
                                       "0",
                                       "--quiet",
                                       "--output",
                                       path(output)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  /// The share of dev texts that a model answers right.
  [[nodiscard]] double accuracy(const std::string& directory) const {
    const Result result = run({"evaluate", "--model", path(directory), "--input", path("dev.tsv"),
                               "--label", "label", "--output", "-", "--quiet"});
    EXPECT_EQ(result.status, 0) << result.err;
    return result.status == 0 ? Json::parse(result.out).at("score").get<double>() : 0;
  }

  void expect_same_files(const std::string& left, const std::string& right) const {
    std::set<std::string> names;
    for (const std::string& directory : {left, right}) {
      for (const auto& entry : std::filesystem::directory_iterator(path(directory))) {
        names.insert(entry.path().filename().string());
      }
    }
    EXPECT_GE(names.size(), 4U);
    for (const std::string& name : names) {
      EXPECT_EQ(read(path(left) + "/" + name), read(path(right) + "/" + name)) << name;
    }
  }
};

TEST_F(Training, AFineTunedModelIsUsedAsItIs) {
  const Result result = run(fine_tuning("tuned"));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(entries(), (std::vector<std::string>{"dev.tsv", "train.tsv", "tuned"}));
  EXPECT_GE(accuracy("tuned"), 0.95);
  EXPECT_FALSE(read(path("tuned/training.jsonl")).empty());
}

TEST_F(Training, SoIsAnAdapter) {
  const Result result = run(fine_tuning("adapter", {"--lora-rank", "4"}));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_FALSE(std::filesystem::exists(path("adapter/model.safetensors")));
  EXPECT_GE(accuracy("adapter"), 0.95);
}

TEST_F(Training, AStudentOfFewerLayersMayLeaveItsEmbeddingsInTheBase) {
  ASSERT_EQ(run(fine_tuning("teacher")).status, 0);
  const Result result = run({"distill",
                             "--teacher",
                             path("teacher"),
                             "--student",
                             model("bert"),
                             "--layers",
                             "0",
                             "--freeze-embeddings",
                             "--train",
                             path("train.tsv"),
                             "--dev",
                             path("dev.tsv"),
                             "--epochs",
                             "20",
                             "--batch-size",
                             "8",
                             "--learning-rate",
                             "0.01",
                             "--quiet",
                             "--output",
                             path("student")},
                            {.environment = {{"XDG_CACHE_HOME", path("cache")}}});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_FALSE(std::filesystem::exists(path("student/model.safetensors")));
  const std::string weights = read(path("student/adapter_model.safetensors"));
  EXPECT_NE(weights.find("encoder.layer.0.attention"), std::string::npos);
  EXPECT_EQ(weights.find("embeddings"), std::string::npos);
  EXPECT_EQ(Json::parse(read(path("student/config.json"))).at("num_hidden_layers"), 1);
  EXPECT_GE(accuracy("student"), 0.95);
}

TEST_F(Training, LogisticRegressionsAreTiersAsOthers) {
  ASSERT_EQ(run(fine_tuning("teacher")).status, 0);
  ASSERT_EQ(run({"label", path("train.tsv"), "--model", path("teacher"), "--quiet", "--output",
                 path("logits.safetensors")})
                .status,
            0);
  const auto distil = [&](const std::string& output, const std::vector<std::string>& student) {
    std::vector<std::string> arguments{
        "distill",  "--train",   path("train.tsv"), "--logits", path("logits.safetensors"),
        "--output", path(output)};
    arguments.insert(arguments.end(), student.begin(), student.end());
    return run(arguments);
  };
  const Result words = distil("words", {"--student", "tfidf"});
  ASSERT_EQ(words.status, 0) << words.err;
  EXPECT_NE(words.err.find("by cross-validation"), std::string::npos) << words.err;
  EXPECT_GE(accuracy("words"), 0.95);
  EXPECT_NE(read(path("words/training.jsonl")).find("held_out_cross_entropy"), std::string::npos);
  const Result embeddings = distil("embeddings", {"--student", model("bert"), "--frozen"});
  ASSERT_EQ(embeddings.status, 0) << embeddings.err;
  EXPECT_GE(accuracy("embeddings"), 0.5);
  const Json config = Json::parse(read(path("embeddings/config.json")));
  EXPECT_EQ(config.at("model_type"), "sentence_embeddings");
  EXPECT_EQ(config.at("encoder_type"), "bert");
  const Result described = run({"inspect", path("embeddings"), "--json"});
  EXPECT_EQ(Json::parse(described.out).at("head"), "sentence_embeddings") << described.err;
  EXPECT_EQ(Json::parse(run({"inspect", path("words"), "--json"}).out).at("family"), "tfidf");
  const Result again = distil("again", {"--student", path("embeddings"), "--frozen"});
  EXPECT_NE(again.err.find("needs an encoder that embeds sentences"), std::string::npos);
  const Result layers = distil("layers", {"--student", "tfidf", "--loss", "mse"});
  EXPECT_EQ(layers.status, 2) << layers.err;
  const Result exported = run({"export", path("words"), "--output", path("exported")});
  EXPECT_NE(exported.err.find("TF-IDF"), std::string::npos) << exported.err;
}

TEST_F(Training, ARunThatWasKilledEndsWithTheSameFiles) {
  ASSERT_EQ(run(fine_tuning("whole")).status, 0);
  for (const int milliseconds : {150, 250, 350, 450, 550}) {
    RunningProgram program(fine_tuning("killed"));
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    program.signal(SIGKILL);
    (void)program.wait();
    if (std::filesystem::exists(path("killed"))) break;  // it was done already
  }
  if (!std::filesystem::exists(path("killed"))) {
    const Result result = run(fine_tuning("killed"));
    ASSERT_EQ(result.status, 0) << result.err;
  }
  expect_same_files("whole", "killed");
}

TEST_F(Training, AStudentLearnsItsTeachersAnswers) {
  ASSERT_EQ(run(fine_tuning("teacher")).status, 0);
  (void)file("texts.tsv", table(200, 1000));
  const std::vector<std::string> arguments{"distill",
                                           "--teacher",
                                           path("teacher"),
                                           "--student",
                                           "bilstm",
                                           "--train",
                                           path("texts.tsv"),
                                           "--vocabulary",
                                           "40",
                                           "--hidden-size",
                                           "8",
                                           "--epochs",
                                           "40",
                                           "--batch-size",
                                           "8",
                                           "--learning-rate",
                                           "0.02",
                                           "--quiet",
                                           "--output",
                                           path("student")};
  const RunOptions cache{.environment = {{"XDG_CACHE_HOME", path("cache")}}};
  const Result result = run(arguments, cache);
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_GE(accuracy("student"), 0.9);
  // The logits are there for the next student.
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path("cache/tango/logits"))) {
    files += entry.path().extension() == ".safetensors" ? 1 : 0;
  }
  EXPECT_EQ(files, 1);
}

TEST_F(Training, OffRampsNeedLayersToStandBehind) {
  ASSERT_EQ(run(fine_tuning("tuned")).status, 0);
  const Result result = run(
      {"exits", "--model", path("tuned"), "--train", path("train.tsv"), "--output", path("exits")});
  EXPECT_EQ(result.status, 6);
  EXPECT_NE(result.err.find("an encoder of two layers or more"), std::string::npos) << result.err;
  EXPECT_FALSE(std::filesystem::exists(path("exits")));
}

TEST_F(Training, LabellingGoesOnWhereItStopped) {
  const auto label = [&](const std::string& output) {
    return run({"label", "--model", model("bert"), "--quiet", "--output", path(output),
                path("train.tsv")});
  };
  ASSERT_EQ(label("whole.safetensors").status, 0);
  const std::string whole = read(path("whole.safetensors"));
  // What a stopped run leaves: the identity and some rows, the last one torn.
  const std::size_t rows = whole.size() - std::size_t{60} * 2 * sizeof(float);
  const std::size_t begin = whole.find("tango label ");
  const std::string identity = whole.substr(begin, whole.find("\\n", begin) - begin) + "\n";
  (void)file("cut.safetensors.partial", identity + whole.substr(rows, 7 * 2 * sizeof(float) + 3));
  ASSERT_EQ(label("cut.safetensors").status, 0);
  EXPECT_EQ(read(path("cut.safetensors")), whole);
  EXPECT_FALSE(std::filesystem::exists(path("cut.safetensors.partial")));
}

TEST_F(Training, LabelsOfAnotherColumnAreOthers) {
  (void)file("two.tsv", "text\tother\tlabel\nfine\tawful\tpositive\n");
  const auto label = [&](const char* column) {
    EXPECT_EQ(run({"label", "--model", model("bert"), "--quiet", "--text", column, "--output",
                   path(column), path("two.tsv")})
                  .status,
              0);
    const std::string content = read(path(column));
    return content.substr(content.find("tango label "), 80);
  };
  EXPECT_NE(label("text"), label("other"));
}

TEST_F(Training, BadInputIsSaidAndLeavesNothing) {
  struct Case {
    std::vector<std::string> more;
    int status;
    std::string says;
  };
  (void)file("one.tsv", "text\tlabel\nfine\tpositive\ngood\tpositive\n");
  (void)file("empty.tsv", "text\tlabel\n");
  (void)file("unseen.tsv", "text\tlabel\nfine\tneutral\n");
  std::filesystem::create_directories(path("there"));
  const std::vector<Case> cases{
      {{"--train", path("one.tsv"), "--train", path("one.tsv")}, 4, "positive"},
      {{"--train", path("empty.tsv")}, 4, "no texts"},
      {{"--dev", path("unseen.tsv")}, 4, "neutral"},
      {{"--base", path("nowhere")}, 3, "nowhere"},
      {{"--learning-rate", "1e30"}, 4, "learning rate"},
      {{"--output", path("there")}, 2, "already exists"},
      {{"--lora-rank", "4", "--lora-targets", "nothing"}, 2, "attention.self.query"},
      {{"--epochs", "many"}, 2, "--epochs"}};
  for (const Case& one : cases) {
    std::vector<std::string> arguments = fine_tuning("bad");
    for (std::size_t i = 0; i < one.more.size(); i += 2) {  // in place of the usual ones
      const auto found = std::find(arguments.begin(), arguments.end(), one.more[i]);
      if (found != arguments.end()) arguments.erase(found, found + 2);
    }
    arguments.insert(arguments.end(), one.more.begin(), one.more.end());
    const Result result = run(arguments);
    EXPECT_EQ(result.status, one.status) << result.err;
    EXPECT_NE(result.err.find(one.says), std::string::npos) << result.err;
    EXPECT_FALSE(std::filesystem::exists(path("bad")));
  }
}

TEST_F(Training, ATrialTeachesStudentsAndKeepsNothing) {
  ASSERT_EQ(run(fine_tuning("teacher")).status, 0);
  std::string texts;
  const std::vector<std::string> words{"a", "the", "film", "is", "it", "of"};
  for (std::size_t text = 0; text < 432; ++text) {
    for (std::size_t place = text, i = 0; i < 3; ++i, place /= 6) texts += words[place % 6] + " ";
    texts += text < 216 ? "good\n" : "bad\n";
  }
  const std::string input = file("sample.txt", texts);
  fs::create_directory(path("tmp"));
  const Result result =
      run({"try", "--teacher", path("teacher"), "--texts", input, "--json", "--quiet"},
          {.environment = {{"TMPDIR", path("tmp")}}});
  ASSERT_EQ(result.status, 0) << result.err;
  const Json json = base::parse_json(result.out, "out");
  EXPECT_TRUE(json.at("parity").is_null());
  EXPECT_EQ(json.at("texts"), 432);
  ASSERT_EQ(json.at("students").size(), 3U);
  EXPECT_EQ(json.at("students")[0].at("learnt"), 81);
  EXPECT_EQ(json.at("students")[2].at("learnt"), 324);
  EXPECT_EQ(json.at("students")[2].at("held_out"), 108);
  EXPECT_LE(json.at("students")[2].at("deferral_rate").get<double>(), 1);
  EXPECT_TRUE(fs::is_empty(path("tmp")));
}

}  // namespace
}  // namespace tango::integration
