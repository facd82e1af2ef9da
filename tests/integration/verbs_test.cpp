// inspect, evaluate and bench.
#include <filesystem>
#include <sstream>

#include <fmt/format.h>

#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

using base::Json;

class Verbs : public ProgramTest {};

TEST_F(Verbs, InspectDescribesAModelAndACascade) {
  const Json bert = base::parse_json(run({"inspect", model("bert"), "--json"}).out, "out");
  EXPECT_EQ(bert.at("family"), "bert");
  EXPECT_EQ(bert.at("parameters"), 4274);
  EXPECT_EQ(bert.at("max_tokens"), 32);
  EXPECT_EQ(bert.at("labels"), (Json{"negative", "positive"}));
  const Json cascade = base::parse_json(run({"inspect", model("cascade"), "--json"}).out, "out");
  EXPECT_EQ(cascade.at("tiers").size(), 2U);
  EXPECT_EQ(cascade.at("tiers")[0].at("threshold"), 0.7);
  EXPECT_EQ(cascade.at("tiers")[0].at("model").at("family"), "bilstm");
  EXPECT_EQ(cascade.at("tiers")[1].at("model"), [&] {
    Json same = bert;
    same["directory"] = cascade.at("tiers")[1].at("model").at("directory");
    return same;
  }());
  const std::string text = run({"inspect", model("cascade")}).out;
  EXPECT_NE(text.find("tier 2:\n"), std::string::npos) << text;
}

TEST_F(Verbs, InspectRefusesWhatIsNoModel) {
  EXPECT_EQ(run({"inspect", path("absent")}).status, 3);
  (void)file("config.json", "{\"model_type\": \"bert\"");
  (void)file("model.safetensors", "x");
  const Result broken = run({"inspect", path("")});
  EXPECT_EQ(broken.status, 5) << broken.err;
  (void)file("config.json", "{\"model_type\": \"walrus\"}");
  EXPECT_EQ(run({"inspect", path("")}).status, 6);
}

TEST_F(Verbs, InspectSaysWhatItLookedFor) {
  std::filesystem::create_directories(path("empty"));
  const Result result = run({"inspect", path("empty")});
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(result.err,
            "tango: " + path("empty") +
                ": neither a model nor a cascade: looked for config.json and adapter_config.json "
                "(a model) and cascade.json (a cascade)\n");
}

TEST_F(Verbs, NamesOfTheStoreAreDirectories) {
  const RunOptions stored{.environment = {{"TANGO_MODELS", TANGO_SOURCE_DIR "/tests/golden"}}};
  EXPECT_NE(run({"inspect", "tiny-cascade"}, stored).out.find("tier 2"), std::string::npos);
  EXPECT_NE(run({"inspect", "tiny-bert"}, stored).out.find("family: bert"), std::string::npos);
  const std::string texts = file("in.txt", "a great movie .\n");
  const std::string expected = run({"classify", "--cascade", model("cascade"), texts}).out;
  EXPECT_EQ(run({"classify", "--cascade", "tiny-cascade", texts}, stored).out, expected);
  EXPECT_EQ(run({"classify", "--model", "tiny-bert", texts}, stored).status, 0);
  EXPECT_EQ(run({"classify", "--model", "tiny-none", texts}, stored).status, 3);
}

TEST_F(Verbs, VerifyHoldsOrNamesTheWorst) {
  const std::string texts = file("in.txt", "good\nbad movie\nnot too dull\n");
  const auto verify = [&](const std::string& recorded, const std::string& directory,
                          std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"inspect", directory, "--json", "--verify",
                                       recorded,  "--texts", texts};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  };
  const std::string zeros = file("zeros.jsonl",
                                 "{\"id\": 0, \"logits\": [0, 0]}\n{\"id\": 1, \"logits\": [0, "
                                 "0]}\n{\"id\": 2, \"logits\": [0, 0]}\n");
  const Result wrong = verify(zeros, model("bert"));
  EXPECT_EQ(wrong.status, 1) << wrong.err;
  const Json found = base::parse_json(wrong.out, "out").at("verify");
  EXPECT_EQ(found.at("texts"), 3);
  EXPECT_EQ(found.at("holds"), false);
  const double worst = found.at("max_difference").get<double>();
  EXPECT_GT(worst, found.at("mean_difference").get<double>());
  EXPECT_EQ(verify(zeros, model("bert"), {"--tolerance", std::to_string(worst + 0.01)}).status, 0);
  EXPECT_EQ(verify(zeros, model("cascade")).status, 2) << "which tier?";
  const Result tier = verify(zeros, model("cascade"), {"--tier", "2"});
  EXPECT_EQ(base::parse_json(tier.out, "out").at("verify"), found);

  EXPECT_EQ(verify(file("few.jsonl", "{\"id\": 0, \"logits\": [0, 0]}\n"), model("bert")).status,
            4);
  EXPECT_EQ(verify(file("ids.jsonl", "{\"id\": 1, \"logits\": [0, 0]}\n"), model("bert")).status,
            4);
  EXPECT_EQ(
      verify(file("three.jsonl", "{\"id\": 0, \"logits\": [0, 0, 0]}\n"), model("bert")).status, 4);
  EXPECT_EQ(verify(path("absent.jsonl"), model("bert")).status, 3);
}

TEST_F(Verbs, EvaluateScoresWhatClassifyAnswers) {
  // The labels are what the model itself answers, but for one row: accuracy is known.
  const std::vector<std::string> texts{"good",      "bad movie", "not too dull", "great great",
                                       "the worst", "so boring", "fine",         "very very bad"};
  std::string plain;
  for (const std::string& text : texts) plain += text + "\n";
  std::istringstream answers(
      run({"classify", "--cascade", model("cascade"), file("in.txt", plain)}).out);
  std::string table = "sentence\tlabel\n";
  int by_tier_2 = 0;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    std::string line;
    std::getline(answers, line);
    const Json answer = base::parse_json(line, "line");
    by_tier_2 += answer.at("tier") == 2 ? 1 : 0;
    const bool positive = (answer.at("label") == "positive") != (row == 3);
    table += texts[row] + "\t" +
             (row % 2 == 0 ? (positive ? "1" : "0") : (positive ? "positive" : "negative")) + "\n";
  }
  const std::string labelled = file("labelled.tsv", table);
  const Result result = run({"evaluate", "--cascade", model("cascade"), "--input", labelled,
                             "--output", path("results.json")});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.out.find("accuracy"), std::string::npos);
  const Json json = base::parse_json(read(path("results.json")), "results");
  EXPECT_DOUBLE_EQ(json.at("metrics").at("accuracy").get<double>(), 7.0 / 8);
  EXPECT_DOUBLE_EQ(json.at("score").get<double>(), 7.0 / 8);
  EXPECT_DOUBLE_EQ(json.at("deferral_rate").get<double>(), by_tier_2 / 8.0);
  EXPECT_EQ(json.at("tiers")[1].at("texts"), by_tier_2);
  EXPECT_EQ(json.at("rows"), 8);
  EXPECT_EQ(json.at("thresholds"), Json{0.7});

  const std::string odd = file("odd.tsv", "sentence\tlabel\ngood\t1\nbad\tmaybe\n");
  const Result refused = run({"evaluate", "--cascade", model("cascade"), "--input", odd});
  EXPECT_EQ(refused.status, 4);
  EXPECT_NE(refused.err.find("odd.tsv:3: label \"maybe\" is not one of the model's: \"negative\", "
                             "\"positive\""),
            std::string::npos)
      << refused.err;
}

TEST_F(Verbs, ATierWithoutTextsHasNoScore) {
  const std::string input = file("in.tsv", "sentence\tlabel\ngood\tpositive\n");
  const Result result = run({"evaluate", "--cascade", model("cascade"), "--input", input,
                             "--threshold", "0", "--output", path("results.json")});
  ASSERT_EQ(result.status, 0) << result.err;
  const Json tiers = base::read_json(path("results.json")).at("tiers");
  EXPECT_TRUE(tiers[0].at("accuracy").is_number());
  EXPECT_TRUE(tiers[1].at("accuracy").is_null()) << tiers[1];
}

TEST_F(Verbs, EvaluateFindsATasksSplit) {
  std::filesystem::create_directories(path("data/cola"));
  (void)file("data/cola/dev.tsv", "x\t1\t\tgood movie\nx\t0\t*\tmovie good\n");
  const std::vector<std::string> arguments{"evaluate", "--model", model("bert"), "--task", "cola",
                                           "--split",  "dev",     "--output",    "-"};
  const Result odd = run(arguments, {.environment = {{"TANGO_DATA", path("data")}}});
  EXPECT_EQ(odd.status, 4) << "the model's labels are not the task's";
  const Result absent = run({"evaluate", "--model", model("bert"), "--task", "cola", "--split",
                             "test", "--data", path("data")});
  EXPECT_EQ(absent.status, 3);
  EXPECT_NE(absent.err.find("the splits there are \"dev\""), std::string::npos) << absent.err;
  std::filesystem::create_directories(path("data/sst2"));
  (void)file("data/sst2/dev.tsv", "sentence\tlabel\ngood movie\t1\nbad movie\t0\n");
  const Result found = run({"evaluate", "--model", model("bert"), "--task", "sst2", "--split",
                            "dev", "--data", path("data"), "--output", "-"});
  EXPECT_EQ(found.status, 0) << found.err;
  EXPECT_EQ(base::parse_json(found.out, "out").at("rows"), 2);
}

TEST_F(Verbs, PlanSaysWhatManyTextsTake) {
  const std::string texts = file("in.txt", "good movie\nbad\nnot too dull , very good\n");
  const std::vector<std::string> command = {"plan",    "--cascade",    model("cascade"),
                                            "--input", texts,          "--texts",
                                            "1e6",     "--core-price", "0.5"};
  const Result said = run(command);
  ASSERT_EQ(said.status, 0) << said.err;
  EXPECT_NE(said.out.find("1e+06 texts take "), std::string::npos) << said.out;
  std::vector<std::string> as_json = command;
  as_json.emplace_back("--json");
  const Json json = base::parse_json(run(as_json).out, "out");
  EXPECT_EQ(json.at("sample_texts"), 3);
  EXPECT_GT(json.at("core_hours").get<double>(), 0);
  EXPECT_NEAR(json.at("cost").get<double>(), json.at("core_hours").get<double>() / 2, 1e-12);
  const Result nothing =
      run({"plan", "--cascade", model("cascade"), "--input", file("none.txt", "")});
  EXPECT_EQ(nothing.status, 4);
}

TEST_F(Verbs, TryKeepsNothingAndSaysWhatIsBroken) {
  std::string lines;
  for (int text = 0; text < 120; ++text) {
    lines += "{\"id\": " + std::to_string(text) + ", \"text\": \"good movie " +
             std::to_string(text) + "\", \"logits\": [9, 9]}\n";
  }
  const std::string texts = file("texts.jsonl", lines);
  std::filesystem::create_directory(path("tmp"));
  const RunOptions options{.environment = {{"TMPDIR", path("tmp")}}};
  const std::vector<std::string> command{"try", "--teacher", model("bert"), "--texts", texts};
  const Result said = run(command, options);
  EXPECT_EQ(said.status, 1) << said.err;
  EXPECT_NE(said.out.find("parity    BROKEN"), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("120 texts are too few to learn from"), std::string::npos) << said.out;
  EXPECT_TRUE(std::filesystem::is_empty(path("tmp")));
  std::string table = "id,review\n";
  for (int text = 0; text < 120; ++text) table += fmt::format("{0},good movie {0}\n", text);
  const std::string own = file("own texts.csv", table);
  const Result named =
      run({"try", "--teacher", model("bert"), "--texts", own, "--text", "review", "--keep", "0.9"},
          options);
  EXPECT_EQ(named.status, 0) << named.err;
  EXPECT_NE(named.out.find(fmt::format("tango build --teacher {} --texts '{}' --output cascade "
                                       "--keep 0.9 --text review --dry-run\n",
                                       model("bert"), own)),
            std::string::npos)
      << named.out;
  const Result few = run(
      {"try", "--teacher", model("bert"), "--texts", file("few.txt", "one\ntwo\none\n")}, options);
  EXPECT_EQ(few.status, 4);
  EXPECT_NE(few.err.find("2 different texts"), std::string::npos) << few.err;
}

TEST_F(Verbs, BenchReportsTheContractsFields) {
  const std::string texts = file("in.txt", "good movie\nbad\nnot too dull , very good\n");
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"bench", "--model", model("bert"), "--shape", "3,8", "--json"},
        {"bench", "--cascade", model("cascade"), "--input", texts, "--order", "sorted",
         "--json"}}) {
    const Result result = run(arguments);
    ASSERT_EQ(result.status, 0) << result.err;
    const Json json = base::parse_json(result.out, "out");
    EXPECT_GT(json.at("texts_per_s").get<double>(), 0);
    EXPECT_GT(json.at("tokens_per_s").get<double>(), json.at("texts_per_s").get<double>());
    EXPECT_GT(json.at("ms_fastest").get<double>(), 0);
    EXPECT_GE(json.at("ms_p50"), json.at("ms_fastest"));
    EXPECT_LE(json.at("ms_p50"), json.at("ms_slowest"));
    EXPECT_GE(json.at("ms_deviation").get<double>(), 0);
    EXPECT_GE(json.at("runs").size(), 5U);
    EXPECT_EQ(json.at("texts"), 3);
    EXPECT_TRUE(json.at("precision").get<std::string>().starts_with("fp32"));
    EXPECT_GE(json.at("workers").get<int>(), 1);
    EXPECT_GT(json.at("peak_resident_mb").get<double>(), 1);
    for (const char* field : {"cpu", "cpus", "isa", "memory_mb", "version", "compiler"}) {
      EXPECT_TRUE(json.at("machine").contains(field)) << field;
    }
  }
}

TEST_F(Verbs, BenchOfSeveralShapesIsALineEach) {
  const std::vector<std::string> arguments{
      "bench", "--model",   model("bert"), "--shape",    "3,8", "--shape",
      "1,4",   "--repeats", "1",           "--warm-ups", "0"};
  const Result readable = run(arguments);
  ASSERT_EQ(readable.status, 0) << readable.err;
  EXPECT_NE(readable.out.find("tokens/s"), std::string::npos) << readable.out;

  std::vector<std::string> with_json = arguments;
  with_json.emplace_back("--json");
  std::istringstream lines(run(with_json).out);
  std::vector<std::string> shapes;
  for (std::string line; std::getline(lines, line);) {
    shapes.push_back(base::parse_json(line, "out").at("shape"));
  }
  EXPECT_EQ(shapes, (std::vector<std::string>{"3,8", "1,4"}));
}

TEST_F(Verbs, BenchOfARandomModelNeedsNoFile) {
  const Result result = run({"bench", "--random", "bilstm", "--shape", "2,8", "--repeats", "1"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.out.find("texts/s"), std::string::npos) << result.out;
}

}  // namespace
}  // namespace tango::integration
