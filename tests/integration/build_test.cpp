// tango build: a recipe to a finished cascade, killed and gone on with, and nothing done twice.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <map>
#include <sstream>
#include <thread>

#include "base/cpu_count.h"
#include "base/json.h"
#include "base/random.h"
#include "program.h"

namespace tango::integration {
namespace {

namespace fs = std::filesystem;
using base::Json;

class Building : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    if (!TANGO_HAS_TRAINER) GTEST_SKIP() << "tango-train was not built: there is no libtorch";
    (void)file("train.tsv", table(120, 1, true));
    (void)file("texts.tsv", table(300, 2, false));
    recipe_ =
        file("recipe.toml", "texts = \"" + path("texts.tsv") + "\"\n" +
                                "precision = \"fp32\"\n"
                                "[large]\nbase = \"" +
                                model("bert") + "\"\ntrain = \"" + path("train.tsv") +
                                "\"\nepochs = 4\nbatch-size = 8\nlearning-rate = 0.01\n"
                                "save-every-s = 0\n"
                                "[calibration]\ntexts = 20\nkeep = 0.9\n"
                                "[[transfer]]\nname = \"rules\"\npreset = \"rules\"\n"
                                "p-pos = 0\nsize = 600\nwith-sources = true\n"
                                "[[transfer]]\nname = \"written\"\npreset = \"lm\"\n"
                                "size = 50\n"
                                "[language-model]\nembedding-size = 8\nhidden-size = 16\n"
                                "layers = 1\nepochs = 1\ndropout = 0\n"
                                "save-every-s = 0\n"
                                "[[student]]\nname = \"bilstm\"\nstudent = \"bilstm\"\n"
                                "vectors = \"teacher\"\nembedding-size = 8\nseeds = [1, 2]\n"
                                "hidden-size = 8\ndense-size = 8\nepochs = 2\n"
                                "learning-rate = 0.01\nsave-every-s = 0\n"
                                "[[cascade]]\nname = \"first\"\ntiers = [\"bilstm\", \"large\"]\n"
                                "[[cascade]]\nname = \"alone\"\ntiers = [\"bilstm\"]\n");
  }

  /// Random words; a text is positive when "good" is in it.
  [[nodiscard]] static std::string table(int rows, std::uint64_t seed, bool with_labels) {
    const base::RandomStream random(seed, "texts");
    std::string text = with_labels ? "text\tlabel\n" : "text\n";
    for (int row = 0; row < rows; ++row) {
      for (int word = 0; word < 5; ++word) {
        const std::uint64_t index =
            static_cast<std::uint64_t>(row) * 5 + static_cast<std::uint64_t>(word);
        text += static_cast<char>('a' + random.below(2 * index, 26));
        text += static_cast<char>('a' + random.below(2 * index + 1, 26));
        text += ' ';
      }
      text += row % 2 == 0 ? "good" : "bad";
      if (with_labels) text += row % 2 == 0 ? "\tpositive" : "\tnegative";
      text += "\n";
    }
    return text;
  }

  [[nodiscard]] std::vector<std::string> building(const std::string& output) const {
    return {"build", recipe_, "--quiet", "--output", path(output)};
  }

  /// Names below a directory with what the files hold.
  [[nodiscard]] std::map<std::string, std::string> files(const std::string& directory) const {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(path(directory))) {
      if (!entry.is_regular_file()) continue;
      found[entry.path().lexically_relative(path(directory)).string()] = read(entry.path());
    }
    return found;
  }

  std::string recipe_;
};

TEST_F(Building, HandsOverACascadeThatAnswers) {
  const Result result = run(building("out"));
  ASSERT_EQ(result.status, 0) << result.err;
  const Json cascade = Json::parse(read(path("out/cascade.json")));
  EXPECT_EQ(cascade.at("tiers").size(), 2U);
  EXPECT_TRUE(fs::exists(path("out/alone/cascade.json")));
  EXPECT_NE(read(path("out/bilstm/README.md")).find("tango distill"), std::string::npos);
  EXPECT_EQ(read(path("out/bilstm/README.md")).find(path("out")), std::string::npos);
  const Json scores = Json::parse(read(path("out/scores.json")));
  EXPECT_EQ(scores.at("models").at("bilstm").at("scores").size(), 2U);
  EXPECT_GE(scores.at("cascades").at("first").at("score").get<double>(), 0.9);
  const Result answers =
      run({"classify", "--cascade", path("out")}, {.input = "ab cd good\nx bad\n"});
  EXPECT_EQ(answers.status, 0) << answers.err;
  EXPECT_NE(answers.out.find("\"positive\""), std::string::npos);

  // Students anew, of the same large model.
  const Result others =
      run({"build", recipe_, "--quiet", "--large", path("out/large"), "--output", path("others")});
  ASSERT_EQ(others.status, 0) << others.err;
  EXPECT_EQ(read(path("others/bilstm/model.safetensors")),
            read(path("out/bilstm/model.safetensors")));
  EXPECT_EQ(read(path("others.build/models/large/training.jsonl")),
            read(path("out/large/training.jsonl")));

  const auto before = files("out");
  const Result again = run({"build", recipe_, "--output", path("out")});
  ASSERT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(again.err.find(" large\n"), std::string::npos) << again.err;
  EXPECT_NE(again.err.find(" cascade: unchanged"), std::string::npos) << again.err;
  EXPECT_EQ(files("out"), before);
}

TEST_F(Building, ATransferSetNeedNotHaveTheColumnsOfItsTask) {
  const auto rows = [](int count, std::uint64_t seed) {  // CoLA's: no header, four columns
    std::istringstream lines(table(count, seed, false));
    std::string all, line;
    (void)std::getline(lines, line);
    for (int row = 0; std::getline(lines, line); ++row) {
      all += row % 2 == 0 ? "src\t1\t\t" : "src\t0\t*\t";
      all += line + "\n";
    }
    return all;
  };
  fs::create_directories(path("data/cola"));
  (void)file("data/cola/train.tsv", rows(120, 1));
  (void)file("data/cola/dev.tsv", rows(40, 2));
  const std::string recipe = file("cola.toml", R"(
    task = "cola"
    precision = "fp32"
    [large]
    base = ")" + model("bert") + R"("
    epochs = 4
    batch-size = 8
    learning-rate = 0.01
    [calibration]
    texts = 60
    keep = 0.9
    [[transfer]]
    name = "rules"
    preset = "rules"
    p-pos = 0
    size = 300
    with-sources = true
    [[student]]
    name = "bilstm"
    student = "bilstm"
    embedding-size = 8
    hidden-size = 8
    dense-size = 8
    epochs = 4
    batch-size = 8
    learning-rate = 0.01
    [[cascade]]
    name = "cola"
    tiers = ["bilstm", "large"])");
  const Result result = run({"build", recipe, "--data", path("data"), "--output", path("out")});
  ASSERT_EQ(result.status, 0) << result.err;
  const Json scores = Json::parse(read(path("out/scores.json")));
  EXPECT_EQ(scores.at("metric"), "mcc");
  EXPECT_EQ(scores.at("texts"), 40);
  EXPECT_GT(scores.at("models").at("bilstm").at("mean").get<double>(), 0.5);
  EXPECT_FALSE(fs::exists(path("out/certificate.json")));
  EXPECT_NE(result.err.find("Of the 60 calibration texts 0 are left to certify"), std::string::npos)
      << "the large model has learnt from them: " << result.err;
  EXPECT_NE(result.err.find("90 % are kept takes at least 29 texts"), std::string::npos)
      << result.err;
  EXPECT_NE(result.err.find("  tango calibrate --cascade " + path("out") +
                            " --texts OTHER-TEXTS --keep 0.9\n"),
            std::string::npos)
      << result.err;

  // Texts that no model has learnt from and that chose none certify.
  (void)file("other texts.tsv", table(200, 3, false));
  const std::string others =
      file("others.toml", "texts = \"" + path("other texts.tsv") + "\"\n" + read(recipe));
  const Result certified = run({"build", others, "--large", path("out/large"), "--data",
                                path("data"), "--output", path("certified")});
  ASSERT_EQ(certified.status, 0) << certified.err;
  const Json certificate = Json::parse(read(path("certified/certificate.json")));
  EXPECT_EQ(certificate.at("evidence").at("texts"), 60);
  EXPECT_EQ(certificate.at("evidence").at("thresholds").at(0),
            Json::parse(read(path("certified/cascade.json"))).at("tiers").at(0).at("threshold"));
  EXPECT_NE(certified.err.find("  tango classify --cascade " + path("certified") + " '" +
                               path("other texts.tsv") + "'\n"),
            std::string::npos)
      << certified.err;
}

TEST_F(Building, OffRampsOfTheLargeModelComeBesideTheCascade) {
  fs::create_directories(path("data/sst2"));
  (void)file("data/sst2/train.tsv", "sentence" + table(120, 1, true).substr(4));
  (void)file("data/sst2/dev.tsv", "sentence" + table(40, 2, true).substr(4));
  const std::string data = path("data");
  // Two layers: one has none to leave at.
  const Result two = run({"distill",
                          "--teacher",
                          model("bert"),
                          "--student",
                          model("bert"),
                          "--layers",
                          "0",
                          "--layers",
                          "0",
                          "--train",
                          path("data/sst2/train.tsv"),
                          "--task",
                          "sst2",
                          "--data",
                          data,
                          "--max-steps",
                          "3",
                          "--quiet",
                          "--output",
                          path("two")});
  ASSERT_EQ(two.status, 0) << two.err;
  const std::string recipe = file("exits.toml", R"(
    task = "sst2"
    precision = "fp32"
    [large]
    teacher = ")" + path("two") + R"("
    [calibration]
    texts = 20
    [[transfer]]
    name = "rules"
    preset = "rules"
    p-pos = 0
    size = 200
    [[student]]
    name = "bilstm"
    student = "bilstm"
    embedding-size = 8
    hidden-size = 8
    dense-size = 8
    max-steps = 20
    [[exits]]
    name = "deebert"
    epochs = 2
    [[exits]]
    name = "fastbert"
    method = "fastbert"
    transfer = ["rules"]
    epochs = 1
    [[fine-tuned]]
    name = "other"
    base = ")" + model("bert") + R"("
    max-steps = 3
    [[cascade]]
    name = "sst2"
    tiers = ["bilstm", "large"]
    [[cascade]]
    name = "strangers"
    tiers = ["bilstm", "other"])");
  const Result result = run({"build", recipe, "--quiet", "--data", data, "--output", path("out")});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_NE(read(path("out/strangers/cascade.json")).find("../other"), std::string::npos);
  EXPECT_NE(read(path("out/other/README.md")).find("fine-tuned on"), std::string::npos);
  for (const char* method : {"deebert", "fastbert"}) {
    EXPECT_TRUE(fs::exists(path("out/") + method + "/off_ramps.safetensors")) << method;
  }
  const Result swept =
      run({"evaluate", "--cascade", path("out"), "--task", "sst2", "--split", "dev", "--data",
           path("data"), "--sweep", "--repeats", "1", "--exits", path("out/deebert"), "--exits",
           path("out/fastbert"), "--quiet", "--output", path("sweep.json")});
  EXPECT_EQ(swept.status, 0) << swept.err;
}

TEST_F(Building, SeedsOfOneThreadTrainSideBySide) {
  if (base::usable_cpus() < 2) GTEST_SKIP() << "one CPU trains one seed at a time";
  const std::string recipe = file("seeds.toml", R"(
    texts = ")" + path("texts.tsv") + R"("
    precision = "fp32"
    [large]
    teacher = ")" + model("bert") + R"("
    [calibration]
    texts = 20
    [[transfer]]
    name = "rules"
    preset = "rules"
    p-pos = 0
    size = 200
    [[student]]
    name = "small"
    student = ")" + model("bert") + R"("
    seeds = [1, 2]
    threads = 1
    max-steps = 20
    [[cascade]]
    name = "seeds"
    tiers = ["small", "large"])");
  const Result result = run({"build", recipe, "--quiet", "--output", path("out")});
  ASSERT_EQ(result.status, 0) << result.err;
  std::istringstream lines(read(path("out.build/build.jsonl")));
  std::vector<std::string> events;
  for (std::string line; std::getline(lines, line);) {
    const Json entry = Json::parse(line);
    if (entry.at("stage").get<std::string>().starts_with("models/small-")) {
      events.push_back(entry.at("event"));
    }
  }
  EXPECT_EQ(events, (std::vector<std::string>{"begins", "begins", "ends", "ends"}));
}

TEST_F(Building, ABaseThatIsNowhereIsRefusedAtOnce) {
  const std::string recipe = file("nowhere.toml", R"(
    texts = ")" + path("texts.tsv") + R"("
    [large]
    teacher = ")" + model("bert") + R"("
    [[transfer]]
    name = "rules"
    preset = "rules"
    [[student]]
    name = "small"
    student = "nobody/none"
    [[cascade]]
    name = "all"
    tiers = ["small", "large"])");
  const Result result = run({"build", recipe, "--output", path("out")});
  EXPECT_EQ(result.status, 3) << result.err;
  EXPECT_NE(result.err.find("nobody/none"), std::string::npos) << result.err;
  EXPECT_EQ(result.err.find(" calibration\n"), std::string::npos) << result.err;
  EXPECT_FALSE(fs::exists(path("out")));
}

TEST_F(Building, KilledAgainAndAgainItEndsWithTheSameFiles) {
  ASSERT_EQ(run(building("whole")).status, 0);
  for (const int milliseconds : {300, 700, 1100, 500, 900}) {
    RunningProgram program(building("killed"));
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    program.signal(SIGKILL);
    (void)program.wait();
    if (fs::exists(path("killed"))) break;  // it was done already
  }
  const Result result = run(building("killed"));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(files("killed"), files("whole"));
}

TEST_F(Building, OfAClassifierAndTextsTakesTheCheapestStudent) {
  ASSERT_EQ(
      run({"train", "--base", model("bert"), "--train", path("train.tsv"), "--epochs", "4",
           "--batch-size", "8", "--learning-rate", "0.01", "--quiet", "--output", path("teacher")})
          .status,
      0);
  const std::vector<std::string> arguments{"build",   "--teacher",       path("teacher"),
                                           "--texts", path("texts.tsv"), "--size",
                                           "200",     "--output",        path("out")};
  const Result result = run(arguments, {.environment = {{"TANGO_MODELS", path("no models")}}});
  ASSERT_EQ(result.status, 0) << result.err;
  const std::size_t shares = result.err.find("The classifier's answers to 90 of the texts:\n");
  EXPECT_LT(shares, result.err.find("transfer/rules")) << "at first: " << result.err;
  EXPECT_NE(result.err.find("static > large"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("bilstm > large"), std::string::npos) << result.err;
  const Json cascade = Json::parse(read(path("out/cascade.json")));
  ASSERT_EQ(cascade.at("tiers").size(), 2U);
  EXPECT_EQ(cascade.at("tiers").at(1).at("model"), "../teacher") << "both may go elsewhere";
  EXPECT_FALSE(fs::exists(path("out/large")));
  const Result answers = run({"classify", "--cascade", path("out")}, {.input = "ab cd good\n"});
  EXPECT_EQ(answers.status, 0) << answers.err;
  EXPECT_NE(result.err.find("no certificate"), std::string::npos) << "60 texts can't certify 98 %";
  EXPECT_NE(result.err.find("98 % are kept takes at least 149 texts that certify"),
            std::string::npos)
      << result.err;
  EXPECT_NE(result.err.find(path("out") + " is a cascade of 2 tiers:\n"), std::string::npos)
      << result.err;
  EXPECT_NE(result.err.find("Nothing is promised of it"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("  tango classify --cascade " + path("out") + " " + path("texts.tsv")),
            std::string::npos)
      << result.err;
  EXPECT_FALSE(fs::exists(path("out/certificate.json")));

  std::vector<std::string> less = arguments;
  less.back() = path("promised");
  less.insert(less.end(), {"--keep", "0.9", "--student", "bilstm"});
  const Result promised = run(less, {.environment = {{"TANGO_MODELS", path("no models")}}});
  ASSERT_EQ(promised.status, 0) << promised.err;
  const Json certificate = Json::parse(read(path("promised/certificate.json")));
  EXPECT_EQ(certificate.at("evidence").at("texts"), 60);
  EXPECT_EQ(certificate.at("evidence").at("thresholds").at(0),
            Json::parse(read(path("promised/cascade.json"))).at("tiers").at(0).at("threshold"));
  EXPECT_NE(promised.out.find("at least 90 % of the last tier's answers"), std::string::npos)
      << promised.out;

  const Result neither = run({"build", "--teacher", path("teacher"), "--output", path("other")});
  EXPECT_EQ(neither.status, 2);
  EXPECT_NE(neither.err.find("--texts FILE"), std::string::npos) << neither.err;
}

TEST_F(Building, OfAnswersMakesACascadeThatSaysWhatIsToBeAsked) {
  // One text was asked twice and answered otherwise, which says little of the others.
  (void)file("log.tsv", table(1200, 3, true) + "zz good\tpositive\nzz good\tnegative\n");
  const Result built = run({"build", "--answers", path("log.tsv"), "--student", "static", "--keep",
                            "0.9", "--output", path("own")});
  ASSERT_EQ(built.status, 0) << built.err;
  EXPECT_NE(built.err.find("The answers given to "), std::string::npos) << built.err;
  const std::size_t asked_again = built.err.find("Asked again, 0 of 1 texts got the same answer");
  EXPECT_LT(asked_again, built.err.find("== 1/")) << built.err;
  EXPECT_NE(built.err.find("at least 90 % of the given answers"), std::string::npos)
      << built.err;
  EXPECT_TRUE(fs::exists(path("own/suspects.tsv")));
  const Json tiers = Json::parse(read(path("own/cascade.json"))).at("tiers");
  ASSERT_EQ(tiers.size(), 2U);
  EXPECT_EQ(tiers[1].at("endpoint").at("protocol"), "ask");
  EXPECT_TRUE(fs::exists(path("own/certificate.json")));
  const Result inspected = run({"inspect", path("own")});
  EXPECT_NE(inspected.out.find("certificate: On "), std::string::npos)
      << "static embeddings are fp32, whatever the cascade names: " << inspected.out;

  EXPECT_EQ(run({"pack", path("own"), "--output", path("own.tar")}).status, 0);
  EXPECT_EQ(run({"unpack", path("own.tar"), "--output", path("unpacked")}).status, 0);
  const auto classified = [&](const char* cascade) {
    return run({"classify", "--cascade", path(cascade), path("log.tsv")}).out;
  };
  EXPECT_EQ(classified("unpacked"), classified("own"));
  EXPECT_EQ(read(path("unpacked/certificate.json")), read(path("own/certificate.json")));

  const Result dry = run({"build", "--answers", path("log.tsv"), "--student", "static", "--dry-run",
                          "--budget", "1h", "--output", path("dry")});
  EXPECT_EQ(dry.status, 0) << dry.err;
  EXPECT_TRUE(dry.out.starts_with("within 1h: --student static\nstage ")) << dry.out;
  EXPECT_NE(dry.out.find("\nfolds "), std::string::npos) << dry.out;
  EXPECT_NE(dry.out.find("\nmodels/static "), std::string::npos) << dry.out;
  EXPECT_FALSE(fs::exists(path("dry")));

  const Result answers =
      run({"classify", "--cascade", path("own"), "--threshold", "1", path("log.tsv")});
  ASSERT_EQ(answers.status, 0) << answers.err;
  EXPECT_NE(answers.out.find("\"ask\": true"), std::string::npos);
  EXPECT_NE(answers.err.find("1202 texts (100.0 %) are to be asked"), std::string::npos)
      << answers.err;
  const Result pinned = run({"classify", "--cascade", path("own"), "--tier", "2", path("log.tsv")});
  EXPECT_EQ(pinned.status, 6) << pinned.err;
  EXPECT_NE(pinned.err.find("can't be called"), std::string::npos) << pinned.err;
}

TEST_F(Building, ADryRunMeasuresAndBuildsNothing) {
  const std::vector<std::string> arguments{
      "build",     "--teacher", model("bert"), "--texts",  path("texts.tsv"),
      "--student", "static",    "--dry-run",   "--output", path("out")};
  const RunOptions bare{.environment = {{"TANGO_MODELS", path("no models")}}};
  const Result result = run(arguments, bare);
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.out.find("models/static"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("\nin all"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("\ndisk: "), std::string::npos) << result.out;
  EXPECT_FALSE(fs::exists(path("out")));
  EXPECT_FALSE(fs::exists(path("out.build.forecast")));
  EXPECT_EQ(result.out.find("within 40m: --size "), 0U) << "what a build takes unless it is told";
  std::vector<std::string> fitted = arguments;
  fitted.insert(fitted.end(), {"--budget", "1h"});
  EXPECT_EQ(run(fitted, bare).out.find("within 1h: --size 300000 --student static\n"), 0U);
  fitted.back() = "1s";
  const Result nothing = run(fitted, bare);
  EXPECT_EQ(nothing.status, 2);
  EXPECT_NE(nothing.err.find("nothing fits into 1 s"), std::string::npos) << nothing.err;
}

TEST_F(Building, OnesOwnColumnsAreNamed) {
  std::istringstream lines(table(300, 2, false));
  std::string csv = "id;review\n", line;
  (void)std::getline(lines, line);
  for (int row = 0; std::getline(lines, line); ++row)
    csv += std::to_string(row) + ";" + line + "\n";
  (void)file("own.csv", csv);
  std::vector<std::string> arguments{"build",         "--teacher", model("bert"), "--texts",
                                     path("own.csv"), "--student", "tfidf",       "--size",
                                     "100",           "--output",  path("out")};
  const Result unnamed = run(arguments);
  EXPECT_EQ(unnamed.status, 3) << unnamed.err;
  EXPECT_NE(unnamed.err.find("(see --text and --columns)"), std::string::npos) << unnamed.err;
  arguments.insert(arguments.end(), {"--text", "review"});
  const Result named = run(arguments);
  ASSERT_EQ(named.status, 0) << named.err;
  EXPECT_EQ(read(path("out.build/sources.tsv")).find("text\n"), 0U);
  EXPECT_NE(named.err.find(path("own.csv") + " --text review\n"), std::string::npos) << named.err;
  const std::size_t too_few = named.err.find("Of the 300 in --texts, 60 do; of 748 enough would");
  EXPECT_LT(too_few, named.err.find("== 1/")) << named.err;
}

TEST_F(Building, ATeacherThatIsNoEncoderTeachesWithoutWordVectors) {
  const Result result = run({"build", "--teacher", model("bilstm"), "--texts", path("texts.tsv"),
                             "--student", "static", "--size", "100", "--output", path("out")});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_TRUE(fs::exists(path("out/static/model.safetensors")));
}

TEST_F(Building, ACascadeThatCantBeLoadedIsNotHandedOver) {
  std::string recipe = read(recipe_);
  recipe.replace(recipe.find("epochs = 4"), 10,
                 "problem-type = \"multi_label_classification\"\nepochs = 1");
  const Result result =
      run({"build", file("several.toml", recipe), "--quiet", "--output", path("out")});
  EXPECT_EQ(result.status, 5) << result.err;
  EXPECT_NE(
      result.err.find("tier 1 is of the problem type single_label_classification, the cascade "
                      "of multi_label_classification"),
      std::string::npos)
      << result.err;
  EXPECT_FALSE(fs::exists(path("out")));
}

TEST_F(Building, ATeacherOfWhichNoStudentIsMadeIsRefusedBeforeAnythingIsMeasured) {
  fs::copy(model("bert"), path("several"));
  Json config = Json::parse(read(path("several/config.json")));
  config["problem_type"] = "multi_label_classification";
  (void)file("several/config.json", config.dump());
  const Result result = run({"build", "--teacher", path("several"), "--texts", path("texts.tsv"),
                             "--output", path("out")});
  EXPECT_EQ(result.status, 6) << result.err;
  EXPECT_NE(result.err.find("multi_label_classification"), std::string::npos) << result.err;
  EXPECT_EQ(result.err.find("== measuring"), std::string::npos) << result.err;
  EXPECT_FALSE(fs::exists(path("out.build")));
}

TEST_F(Building, ATeacherWithoutAHeadIsRefusedAtOnce) {
  const Result result = run({"build", "--teacher", model("masked-bert"), "--texts",
                             path("texts.tsv"), "--output", path("out")});
  EXPECT_EQ(result.status, 5) << result.err;
  EXPECT_NE(result.err.find("without a classification head"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("tango train --base"), std::string::npos) << result.err;
  EXPECT_FALSE(fs::exists(path("out.build")));
}

TEST_F(Building, ASignalSaysTheCommandThatGoesOn) {
  RunningProgram program({"build", recipe_, "--output", path("out")}, path("err.txt"));
  const auto begun = [&] { return read(path("err.txt")).find("== 1/") != std::string::npos; };
  for (int tries = 0; tries < 3000 && !begun(); ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 128 + SIGTERM);
  const std::string said = read(path("err.txt"));
  EXPECT_NE(said.find("stopped; what is done is kept, and this goes on: "), std::string::npos)
      << said;
  EXPECT_NE(said.find(" build " + recipe_ + " --output " + path("out") + "\n"), std::string::npos)
      << said;
}

TEST_F(Building, ASignalSavesTheStateOfTraining) {
  std::string text = read(recipe_);
  text.replace(text.find("epochs = 4"), 10, "epochs = 4000");
  text.replace(text.find("save-every-s = 0"), 16, "save-every-s = 9999");
  RunningProgram program({"build", file("long.toml", text), "--output", path("out")},
                         path("err.txt"));
  const std::string training = path("out.build/models/large.training/");
  for (int tries = 0; tries < 3000 && !fs::exists(training + "log.jsonl"); ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 128 + SIGTERM);
  const std::string said = read(path("err.txt"));
  EXPECT_NE(said.find("stopped after step "), std::string::npos) << said;
  EXPECT_NE(said.find("stopped; what is done is kept, and this goes on: "), std::string::npos)
      << said;
  EXPECT_TRUE(fs::exists(training + "state.safetensors"));
}

TEST_F(Building, AFailedStageIsNamedAndNothingIsHandedOver) {
  (void)file("broken.tsv", "text\tlabel\ngood\n");
  std::string text = read(recipe_);
  text.replace(text.find("train.tsv"), 9, "broken.tsv");
  const Result result = run({"build", file("bad.toml", text), "--output", path("out")});
  EXPECT_EQ(result.status, 4) << "as tango train's own";
  EXPECT_NE(result.err.find("broken.tsv:2: "), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("stage large failed; what is above says why"), std::string::npos)
      << result.err;
  EXPECT_FALSE(fs::exists(path("out")));
}

TEST_F(Building, FilesOfTheRecipeThatAreMissingShowBeforeTheFirstStageRuns) {
  std::string text = read(recipe_);
  text.replace(text.find("train.tsv"), 9, "nowhere.tsv");
  text += "[[transfer]]\nname = \"more\"\npreset = \"in-domain\"\ntexts = \"none.txt\"\n";
  const std::string bad = file("bad.toml", text);
  const Result result = run({"build", bad, "--output", path("out")});
  EXPECT_EQ(result.status, 3);
  EXPECT_NE(result.err.find(bad + ":5:1: [large], train: there is no file " + path("nowhere.tsv")),
            std::string::npos)
      << result.err;
  EXPECT_NE(result.err.find("[[transfer]] \"more\", texts: there is no file none.txt"),
            std::string::npos)
      << result.err;
  EXPECT_FALSE(fs::exists(path("out.build")));
}

TEST_F(Building, MisspeltFlagsShowBeforeTheFirstStageRuns) {
  const std::string bad = file("bad.toml", read(recipe_) +
                                               "[[student]]\n"
                                               "name = \"odd\"\n"
                                               "student = \"bilstm\"\n"
                                               "epoch = 3\n"
                                               "seeds = [1, 2]\n"
                                               "[[student]]\n"
                                               "name = \"other\"\n"
                                               "student = \"bilstm\"\n"
                                               "hidden-size = \"wide\"\n"
                                               "teacher-precision = \"fp32\"\n"
                                               "[[transfer]]\n"
                                               "name = \"more\"\n"
                                               "preset = \"rules\"\n"
                                               "sise = 3\n");
  const std::string text = read(bad);
  const auto place = [&](const std::string& key) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(text.find(key));
    return bad + ":" + std::to_string(std::count(text.begin(), end, '\n') + 1) + ":1: ";
  };
  const Result result = run({"build", bad, "--output", path("out")});
  EXPECT_EQ(result.status, 4);
  for (const std::string& message :
       {place("epoch = 3") +
            "[[student]] \"odd\", epoch: tango distill: no flag --epoch; did you mean --epochs?\n",
        place("hidden-size = \"wide\"") + "[[student]] \"other\", hidden-size: tango distill: ",
        place("sise") +
            "[[transfer]] \"more\", sise: tango augment: no flag --sise; did you mean --size?\n"}) {
    EXPECT_NE(result.err.find(message), std::string::npos) << message << "\n" << result.err;
  }
  EXPECT_EQ(result.err.find("teacher-precision"), std::string::npos) << result.err;
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 3) << result.err;
  EXPECT_FALSE(fs::exists(path("out.build")));
}

TEST_F(Building, VariablesOfFlagsDoNotReachTheStages) {
  const std::string recipe = file("labels.toml", R"(
    texts = ")" + path("texts.tsv") + R"("
    precision = "fp32"
    [large]
    teacher = ")" + model("bert") + R"("
    [calibration]
    texts = 20
    [[transfer]]
    name = "rules"
    preset = "rules"
    p-pos = 0
    size = 50
    [[student]]
    name = "small"
    student = "bilstm"
    embedding-size = 8
    hidden-size = 8
    dense-size = 8
    max-steps = 1
    [[cascade]]
    name = "labels"
    tiers = ["small", "large"])");
  const auto labels = [&](const RunOptions& options) {
    fs::remove_all(path("out"));
    fs::remove_all(path("out.build"));
    const Result result = run({"build", recipe, "--quiet", "--output", path("out")}, options);
    EXPECT_EQ(result.status, 0) << result.err;
    return read(path("out.build/logits/rules.safetensors"));
  };
  EXPECT_TRUE(labels({.environment = {{"TANGO_MAX_LENGTH", "3"}}}) == labels({}));
}

TEST_F(Building, AStrangersDirectoryIsLeftAlone) {
  fs::create_directories(path("mine"));
  const Result result = run(building("mine"));
  EXPECT_EQ(result.status, 2);
  EXPECT_NE(result.err.find("already exists"), std::string::npos) << result.err;
  EXPECT_TRUE(fs::exists(path("mine")));
}

TEST_F(Building, AFinishedCascadeIsReplacedByForceAlone) {
  const std::vector<std::string> command = building("out");
  ASSERT_EQ(run(command).status, 0);
  const std::string before = read(path("out/scores.json"));
  std::string recipe = read(recipe_);
  recipe.replace(recipe.find("keep = 0.9"), 10, "keep = 0.8");
  std::vector<std::string> otherwise = command;
  otherwise[1] = file("other.toml", recipe);
  const Result refused = run(otherwise);
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("replace this one with --force"), std::string::npos) << refused.err;
  EXPECT_EQ(read(path("out/scores.json")), before);
  otherwise.emplace_back("--force");
  const Result replaced = run(otherwise);
  EXPECT_EQ(replaced.status, 0) << replaced.err;
  EXPECT_NE(read(path("out/scores.json")), before);
  EXPECT_FALSE(fs::exists(path("out.build/earlier-cascade")));
}

TEST_F(Building, ForceReplacesNothingButACascade) {
  fs::create_directories(path("mine"));
  std::vector<std::string> command = building("mine");
  command.emplace_back("--force");
  const Result result = run(command);
  EXPECT_EQ(result.status, 2);
  EXPECT_NE(result.err.find("is no cascade"), std::string::npos) << result.err;
  EXPECT_TRUE(fs::exists(path("mine")));
}

TEST_F(Building, ARecipeWithAFaultSaysWhere) {
  const Result result =
      run({"build", file("bad.toml", "task = \"sst2\"\n[large]\n"), "--output", path("out")});
  EXPECT_EQ(result.status, 4);
  EXPECT_NE(result.err.find("bad.toml:2:"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace tango::integration
