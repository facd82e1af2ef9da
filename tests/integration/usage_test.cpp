// Wrong use: status 2 and a message that helps.
#include <filesystem>

#include "program.h"

namespace tango::integration {
namespace {

class Usage : public ProgramTest {
 protected:
  /// The message of a run that must end with status 2 and no output.
  static std::string refusal(const std::vector<std::string>& arguments,
                             const RunOptions& options = {}) {
    const Result result = run(arguments, options);
    EXPECT_EQ(result.status, 2) << result.err;
    EXPECT_EQ(result.out, "");
    return result.err;
  }
};

TEST_F(Usage, NothingAtAllShowsTheHelp) {
  const std::string help = refusal({});
  for (const char* command : {"classify", "evaluate", "report", "inspect", "bench"}) {
    EXPECT_NE(help.find(command), std::string::npos);
  }
}

TEST_F(Usage, HelpAndVersionSucceed) {
  for (const char* command : {"classify", "evaluate", "report", "inspect", "bench"}) {
    const Result help = run({command, "--help"});
    EXPECT_EQ(help.status, 0);
    EXPECT_NE(help.out.find("Example:"), std::string::npos);
    EXPECT_NE(help.out.find("TANGO_"), std::string::npos);
    EXPECT_EQ(help.err, "");
  }
  EXPECT_EQ(run({"--help"}).status, 0);
  EXPECT_EQ(run({"help"}).out, run({"--help"}).out);
  EXPECT_EQ(run({"help", "classify"}).out, run({"classify", "--help"}).out);
  EXPECT_EQ(run({"--version"}).out.substr(0, 6), "tango ");
}

TEST_F(Usage, UnknownCommandsAndFlagsAreSuggested) {
  EXPECT_EQ(refusal({"clasify", "x"}), "tango: no command \"clasify\"; did you mean classify?\n");
  EXPECT_EQ(refusal({"dance"}),
            "tango: no command \"dance\"; the commands are classify, evaluate, calibrate, "
            "report, inspect, label, train, exits, language-model, distill, lengths, export, pack, "
            "unpack, augment, build, serve, bench, plan, try\n");
  EXPECT_EQ(refusal({"classify", "--model", model("bert"), "--treshold", "0.5"}),
            "tango: classify: no flag --treshold; did you mean --threshold?\n"
            "Try: tango classify --help\n");
  EXPECT_EQ(refusal({"classify", "--frobnicate=1"}),
            "tango: classify: no flag --frobnicate\nTry: tango classify --help\n");
}

TEST_F(Usage, AFlagBeforeTheCommandIsSuggested) {
  EXPECT_EQ(refusal({"--verson"}),
            "tango: no flag --verson; did you mean --version?\nTry: tango --help\n");
}

TEST_F(Usage, AMisspeltFlagIsNamedAndNotTheOneThatIsMissing) {
  EXPECT_EQ(refusal({"augment", "--presett", "rules", "--output", path("out.tsv")}),
            "tango: no flag --presett; did you mean --preset?\nTry: tango augment --help\n");
}

TEST_F(Usage, WhatCantBeSaidOnStandardErrorEndsNothing) {
  const std::string texts = file("in.txt", "3\n4\n");
  const Result result =
      run({"classify", "--model", model("bert"), texts}, {.err_path = "/dev/full"});
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.out, "");
  EXPECT_EQ(run({"classify", "--model", path("none"), texts}, {.err_path = "/dev/full"}).status, 3);
}

TEST_F(Usage, AHelpThatCantBeWrittenIsAnError) {
  EXPECT_EQ(run({"--help"}, {.out_path = "/dev/full"}).status, 7);
}

TEST_F(Usage, AnOutputIsNotTheInput) {
  const std::string texts = file("in.txt", "3\n4\n");
  EXPECT_NE(refusal({"classify", "--model", model("bert"), "--output", texts, texts})
                .find("this is the input"),
            std::string::npos);
  EXPECT_NE(refusal({"augment", "--preset", "rules", "--texts", texts, "--output", texts})
                .find("this is the input"),
            std::string::npos);
  EXPECT_EQ(read(texts), "3\n4\n");
}

TEST_F(Usage, SampleTextsMustExist) {
  const Result result = run({"classify", "--model", model("bert"), "--precision", "auto",
                             "--sample-texts", path("none"), file("in.txt", "3\n")});
  EXPECT_EQ(result.status, 3);
  EXPECT_NE(result.err.find("no such file of sample texts"), std::string::npos);
  EXPECT_EQ(run({"classify", "--model", model("bert"), "--sample-texts", path("."), "-"}).status, 3)
      << "a directory";
}

TEST_F(Usage, ModelOrCascadeButOneOfThem) {
  EXPECT_NE(refusal({"classify"}).find("--cascade or --model"), std::string::npos);
  EXPECT_NE(refusal({"classify", "--model", model("bert"), "--cascade", model("cascade")})
                .find("exclude each other"),
            std::string::npos);
}

TEST_F(Usage, ValuesThatMakeNoSense) {
  const std::string cascade = model("cascade");
  for (const auto& [flag, value] :
       std::vector<std::pair<std::string, std::string>>{{"--threshold", "1.5"},
                                                        {"--threshold", "high"},
                                                        {"--confidence", "gut feeling"},
                                                        {"--precision", "fp128"},
                                                        {"--long-text", "shrug"},
                                                        {"--format", "xml"},
                                                        {"--input-format", "pdf"},
                                                        {"--workers", "-1"},
                                                        {"--batch", "0"},
                                                        {"--tier", "3"},
                                                        {"--tier", "one"},
                                                        {"--max-line-bytes", "0"}}) {
    const std::string message = refusal({"classify", "--cascade", cascade, flag, value, "-"});
    EXPECT_NE(message.find(value), std::string::npos) << flag << " " << value << " → " << message;
  }
}

TEST_F(Usage, AThresholdForEachTierButTheLast) {
  EXPECT_NE(refusal({"classify", "--cascade", model("cascade"), "--threshold", "0.1,0.2,0.3"})
                .find("3 thresholds for 2 tiers"),
            std::string::npos);
}

TEST_F(Usage, BenchAndEvaluateSayWhatTheyLack) {
  EXPECT_NE(refusal({"bench", "--model", model("bert")}).find("--shape"), std::string::npos);
  EXPECT_NE(refusal({"bench", "--random", "gpt-9", "--shape", "1,1"}).find("bert-base"),
            std::string::npos);
  EXPECT_NE(refusal({"bench", "--model", model("bert"), "--shape", "2"}).find("TEXTS,TOKENS"),
            std::string::npos);
  EXPECT_NE(refusal({"bench", "--model", model("bert"), "--shape", "1,33"}).find("at most 32"),
            std::string::npos);
  EXPECT_NE(refusal({"evaluate", "--model", model("bert")}).find("--task"), std::string::npos);
  EXPECT_NE(refusal({"evaluate", "--model", model("bert"), "--task", "sst9"}).find("sst2"),
            std::string::npos);
  EXPECT_NE(refusal({"evaluate", "--model", model("bert"), "--task", "sst2", "--split", "dev"})
                .find("--data"),
            std::string::npos);
}

TEST_F(Usage, FlagsComeFromTheEnvironmentToo) {
  RunOptions options;
  options.input = "a great movie\n";
  options.environment = {
      {"TANGO_MODEL", model("bert")}, {"TANGO_FORMAT", "tsv"}, {"TANGO_QUIET", "true"}};
  const Result result = run({"classify"}, options);
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out.substr(0, 9), "id\tlabel\t");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(run({"classify", "--cascade", model("cascade"), "--format", "jsonl"}, options).out[0],
            '{')
      << "an argument beats the environment, and --cascade beats TANGO_MODEL";
}

TEST_F(Usage, AThresholdThatIsTypedBeatsATierOfTheEnvironment) {
  const std::vector<std::string> typed{"classify",    "--cascade", model("cascade"),
                                       "--threshold", "1",         "--quiet"};
  RunOptions options;
  options.input = "a great movie\n";
  options.environment = {{"TANGO_TIER", "1"}};
  const Result result = run(typed, options);
  EXPECT_NE(result.out.find("\"tier\": 2"), std::string::npos) << result.out << result.err;
  options.environment.emplace_back("TANGO_THRESHOLD", "1");
  EXPECT_NE(refusal({"classify", "--cascade", model("cascade")}, options)
                .find("--threshold (from TANGO_THRESHOLD) and --tier (from TANGO_TIER)"),
            std::string::npos);
}

TEST_F(Usage, VariablesOfOtherCommandsDoNoHarm) {
  EXPECT_EQ(run({"inspect", model("bert")}, {.environment = {{"TANGO_KEEP", "many"},
                                                             {"TANGO_TEXTS", "none.txt"},
                                                             {"TANGO_WORKERS", "2"}}})
                .status,
            0);
}

TEST_F(Usage, MisspeltVariablesAreSaid) {
  const std::string texts = file("in.txt", "3\n");
  const Result result = run({"classify", "--model", model("bert"), texts, "--quiet"},
                            {.environment = {{"TANGO_TRESHOLD", "0.5"}, {"TANGO_EPOCHS", "3"}}});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.err, "warning: no flag reads TANGO_TRESHOLD; did you mean TANGO_THRESHOLD?\n");
}

TEST_F(Usage, APercentageIsNoShare) {
  const std::string texts = file("in.txt", "3\n");
  EXPECT_NE(refusal({"classify", "--cascade", model("cascade"), "--threshold", "98", texts})
                .find("did you mean 0.98?"),
            std::string::npos);
  EXPECT_NE(refusal({"build", "--teacher", model("bert"), "--texts", texts, "--keep", "98",
                     "--output", path("out")})
                .find("--keep should be a number from 0.5 to 1, not 98; did you mean 0.98?"),
            std::string::npos);
  EXPECT_NE(refusal({"classify", "--cascade", model("cascade"), "--keep", "98%", texts})
                .find("not 98%; did you mean 0.98?"),
            std::string::npos);
}

TEST_F(Usage, FlagsThatWouldDoNothingAreRefused) {
  using Arguments = std::vector<std::string>;
  const std::string recipe = file("r.toml", "");
  const std::string texts = file("in.txt", "3\n");
  for (const Arguments& arguments :
       {Arguments{"build", recipe, "--output", path("out"), "--student", "bilstm"},
        Arguments{"build", recipe, "--output", path("out"), "--size", "7"},
        Arguments{"build", recipe, "--output", path("out"), "--keep", "0.9"},
        Arguments{"build", "--teacher", "x", "--texts", texts, "--output", path("out"), "--data",
                  "."},
        Arguments{"inspect", model("bert"), "--workers", "1"},
        Arguments{"bench", "--model", model("bert"), "--shape", "1,1", "--order", "sorted"},
        Arguments{"bench", "--random", "bert-base", "--shape", "1,1", "--model", model("bert")},
        Arguments{"classify", "--cascade", model("cascade"), "--tier", "1", "--threshold", "0.5"},
        Arguments{"classify", "--cascade", model("cascade"), "--confidence-level", "0.9", texts},
        Arguments{"evaluate", "--model", model("bert"), "--input", texts, "--split", "dev"}}) {
    const std::string message = refusal(arguments);
    EXPECT_TRUE(message.find(" exclude each other") != std::string::npos ||
                message.find(" does nothing without ") != std::string::npos)
        << message;
  }
  EXPECT_NE(refusal({"build", recipe, "--output", path("out"), "--keep", "0.9"})
                .find("In a recipe it is keep in [calibration]"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path("out")));
}

}  // namespace
}  // namespace tango::integration
