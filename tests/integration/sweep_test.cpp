// evaluate --sweep: what a cascade is worth at every threshold.
#include <cstdlib>

#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

namespace fs = std::filesystem;
using base::Json;

class Sweep : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    (void)file("report.tsv", table(0));
    (void)file("tune.tsv", table(1));
  }

  /// Short reviews, alternating; `variant` changes their words.
  [[nodiscard]] static std::string table(int variant) {
    const char* const subjects[] = {"the film", "the cast", "this story", "the music"};
    const char* const good[] = {"is wonderful", "made me smile", "is a pleasure"};
    const char* const bad[] = {"is dull", "made me leave", "is a waste of time"};
    std::string text = "sentence\tlabel\n";
    for (int row = 0; row < 24; ++row) {
      text += subjects[(row + variant) % 4];
      text += ' ';
      text += row % 2 == 0 ? good[(row + variant) % 3] : bad[(row + variant) % 3];
      text += row % 2 == 0 ? "\tpositive\n" : "\tnegative\n";
    }
    return text;
  }

  [[nodiscard]] Result sweep(std::vector<std::string> more, const RunOptions& options = {}) const {
    std::vector<std::string> arguments{"evaluate", "--input",           path("report.tsv"),
                                       "--sweep",  "--repeats",         "2",
                                       "--output", path("results.json")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments, options);
  }
};

TEST_F(Sweep, SaysWhatEveryThresholdIsWorth) {
  const Result result =
      sweep({"--cascade", model("cascade"), "--tune", path("tune.tsv"), "--with-texts"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.out.find("speedup at                      99.0 %      98.0 %"),
            std::string::npos)
      << result.out;
  const Json json = base::read_json(path("results.json"));
  const Json& found = json.at("sweep");
  ASSERT_EQ(found.at("settings").size(), 2U);
  for (const Json& setting : found.at("settings")) {
    ASSERT_EQ(setting.at("tiers").size(), 2U);
    EXPECT_GT(setting.at("curve").at("speedup").size(), 2U);
    EXPECT_EQ(setting.at("curve").at("thresholds").front(), Json({1.0}));
    EXPECT_EQ(setting.at("curve").at("deferral_rate").front(), 1.0);
    EXPECT_EQ(setting.at("curve").at("kept").front(), 1.0);
    EXPECT_EQ(setting.at("speedups").size(), 2U);
    EXPECT_EQ(setting.at("tuned").size(), 2U);
  }
  EXPECT_EQ(found.at("batches").size(), 2U);
  EXPECT_EQ(found.at("errors").at("quantiles").size(), 10U);
  EXPECT_TRUE(found.at("machine").contains("cpu"));
  // The tier alone that the sweep has last scores what --tier 2 does.
  const Result last = run({"evaluate", "--input", path("report.tsv"), "--cascade", model("cascade"),
                           "--tier", "2", "--output", path("last.json")});
  ASSERT_EQ(last.status, 0) << last.err;
  EXPECT_EQ(found.at("settings")[0].at("tiers")[1].at("score"),
            base::read_json(path("last.json")).at("score"));
  for (const Json& one : found.at("errors").at("worse_than_a_tier").at("shown")) {
    EXPECT_FALSE(one.at("text").get<std::string>().empty());
  }
}

TEST_F(Sweep, AModelAloneIsOneTier) {
  const Result result = sweep({"--model", model("bert"), "--share", "0.95"});
  ASSERT_EQ(result.status, 0) << result.err;
  const Json found = base::read_json(path("results.json")).at("sweep");
  EXPECT_EQ(found.at("settings")[0].at("tiers").size(), 1U);
  EXPECT_FALSE(found.at("settings")[0].contains("curve"));
}

TEST_F(Sweep, WhatDoesNotFitIsSaid) {
  const Result same = sweep({"--cascade", model("cascade"), "--tune", path("report.tsv")});
  EXPECT_EQ(same.status, 2);
  EXPECT_NE(same.err.find("thresholds are chosen on others"), std::string::npos) << same.err;
  const Result none = sweep({"--cascade", model("cascade"), "--exits", model("bert")});
  EXPECT_NE(none.status, 0);
  EXPECT_NE(none.err.find("off_ramps.safetensors"), std::string::npos) << none.err;
  const Result alone = run({"evaluate", "--cascade", model("cascade"), "--input",
                            path("report.tsv"), "--tune", path("tune.tsv")});
  EXPECT_EQ(alone.status, 2);
  EXPECT_NE(alone.err.find("--sweep"), std::string::npos) << alone.err;
  EXPECT_FALSE(fs::exists(path("results.json")));
}

TEST_F(Sweep, EarlyExitsStandBeside) {
  if (!TANGO_HAS_TRAINER) GTEST_SKIP() << "tango-train was not built: there is no libtorch";
  RunOptions options;
  if (const char* store = std::getenv("TANGO_MODELS")) {
    options.environment.emplace_back("TANGO_MODELS", store);
  }
  const fs::path models = fs::path(TANGO_SOURCE_DIR) / "models" / "sst2";
  for (const char* method : {"deebert", "fastbert"}) {
    const Result trained =
        run({"exits", "--model", models / "minilm", "--method", method, "--train", path("tune.tsv"),
             "--max-steps", "2", "--quiet", "--output", path(method)},
            options);
    if (trained.status == 3) GTEST_SKIP() << trained.err;  // the base of the model
    ASSERT_EQ(trained.status, 0) << trained.err;
  }
  const Result result = sweep({"--cascade", models, "--precision", "int8", "--exits",
                               path("deebert"), "--exits", path("fastbert")},
                              options);
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.out.find("deebert"), std::string::npos) << result.out;
  const Json found = base::read_json(path("results.json")).at("sweep");
  for (const Json& setting : found.at("settings")) {
    ASSERT_EQ(setting.at("baselines").size(), 2U);
    EXPECT_EQ(setting.at("baselines")[1].at("name"), "fastbert");
    for (const Json& baseline : setting.at("baselines")) {
      // All layers are the model itself: its score, whatever its off-ramps say.
      const Json& curve = baseline.at("curve");
      EXPECT_EQ(curve.at("thresholds").front(), Json({1.0}));
      EXPECT_EQ(curve.at("kept").front(), 1.0);
    }
  }
}

TEST_F(Sweep, ReportIsOnePageWithItsPictures) {
  const Result swept =
      sweep({"--cascade", model("cascade"), "--tune", path("tune.tsv"), "--online", "0.05"});
  ASSERT_EQ(swept.status, 0) << swept.err;
  EXPECT_NE(swept.out.find("arriving at random"), std::string::npos) << swept.out;
  const Json results = base::read_json(path("results.json"));
  const Json& online = results.at("sweep").at("online");
  EXPECT_EQ(online.at("runs").size(), 3U * 2);  // loads; the last tier and the cascade
  for (const Json& one : online.at("runs")) {
    EXPECT_LE(one.at("p50_ms").get<double>(), one.at("p99_ms").get<double>());
  }
  const Result result = run({"report", path("results.json"), "--name", "a <cascade>", "--output",
                             path("report"), "--core-price", "0.25"});
  ASSERT_EQ(result.status, 0) << result.err;
  const std::string page = read(path("report/index.html"));
  EXPECT_NE(page.find("a &lt;cascade&gt;"), std::string::npos);
  EXPECT_EQ(page.find("{{TITLE}}"), std::string::npos);
  EXPECT_EQ(page.find("<script src"), std::string::npos);
  EXPECT_EQ(page.find("<link"), std::string::npos);
  const Json report = base::read_json(path("report/report.json"));
  int figures = 0;
  for (const Json& section : report.at("sections")) {
    for (const Json& figure : section.at("figures")) {
      ++figures;
      const std::string stem = path("report/figures/" + figure.at("file").get<std::string>());
      EXPECT_EQ(read(stem + ".svg").substr(0, 4), "<svg");
      EXPECT_EQ(read(stem + ".png").substr(1, 3), "PNG");
    }
  }
  EXPECT_EQ(figures, 10);
  for (const char* table : {"speedups", "tiers", "price", "online"}) {
    EXPECT_NE(read(path("report/tables/") + table + ".csv").find("a <cascade>"), std::string::npos);
  }
  EXPECT_FALSE(fs::exists(path("report.partial")));
}

TEST_F(Sweep, ReportEndsWithTheStatusOfItsError) {
  const std::string results = file("results.json", "{\"sweep\": {}}");
  const auto status = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "report");
    const Result result = run(arguments);
    EXPECT_NE(result.err, "");
    return result.status;
  };
  const std::string output = path("page");
  EXPECT_EQ(status({"--output", output}), 2);
  EXPECT_EQ(status({results, "--output", output, "--name", "a", "--name", "b"}), 2);
  EXPECT_EQ(status({results, results, "--output", output}), 2) << "of the same name";
  EXPECT_EQ(status({results, "--output", output, "--core-price", "free"}), 2);
  EXPECT_EQ(status({results, "--output", path(".")}), 2) << "which is there";
  EXPECT_EQ(status({path("none.json"), "--output", output}), 3);
  EXPECT_EQ(status({file("bad.json", "{"), "--output", output}), 4);
  EXPECT_EQ(status({results, "--output", output}), 4);
  EXPECT_EQ(status({path("."), "--output", output}), 7) << "a directory";
  EXPECT_EQ(status({results, "--output", results + "/page"}), 7);
  EXPECT_FALSE(fs::exists(output));
}

TEST_F(Sweep, ReportSaysWhatIsNoResult) {
  const Result none =
      run({"report", file("none.json", "{\"rows\": 3}"), "--output", path("report")});
  EXPECT_EQ(none.status, 4);
  EXPECT_NE(none.err.find("tango evaluate --sweep writes one"), std::string::npos) << none.err;
  const Result odd = run(
      {"report", file("odd.json", "{\"sweep\": {\"settings\": 3}}"), "--output", path("report")});
  EXPECT_EQ(odd.status, 4);
  EXPECT_NE(odd.err.find("of this version"), std::string::npos) << odd.err;
  EXPECT_FALSE(fs::exists(path("report")));
  ASSERT_EQ(sweep({"--model", model("bert")}).status, 0);
  Json results = base::read_json(path("results.json"));
  results.at("sweep").erase("errors");
  const Result part =
      run({"report", file("part.json", results.dump()), "--output", path("report")});
  EXPECT_EQ(part.status, 4);
  EXPECT_NE(part.err.find("'errors'"), std::string::npos) << part.err;
  EXPECT_NE(part.err.find("Try: tango evaluate --sweep"), std::string::npos) << part.err;
  EXPECT_FALSE(fs::exists(path("report")));
  EXPECT_FALSE(fs::exists(path("report.partial")));
}

}  // namespace
}  // namespace tango::integration
