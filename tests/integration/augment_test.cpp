// augment: texts out of texts, and nothing that is held out.
#include <algorithm>
#include <set>
#include <sstream>

#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

using base::Json;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Augment : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    std::filesystem::create_directories(path("data/sst2/treebank"));
    std::filesystem::create_directories(path("tagger"));
    std::string train = "sentence\tlabel\n";
    for (const std::string adjective : {"great", "dull", "good", "slow", "funny"}) {
      train += "the film of the year is very " + adjective + " , and it is long \t1\n";
      train += "a movie about nothing can be " + adjective + " and yet fine\t1\n";
      train += "what " + adjective + " actor would play it ?\t0\n";
      train += "i saw a plot that was never " + adjective + " before\t0\n";
    }
    (void)file("data/sst2/train.tsv", train);
    (void)file("data/sst2/dev.tsv",
               "sentence\tlabel\nThe film of the year is very funny, and it is long!\t1\n"
               "never good\t0\n");
    (void)file("data/sst2/treebank/stsa.fine.test", "4 a plot about nothing much at all\n");
    (void)file("tagger/words.yml",
               "the: { det: 9 }\nfilm: { nn: 9 }\nmovie: { nn: 9 }\nplot: { nn: 9 }\n"
               "actor: { nn: 9 }\nis: { vbz: 9 }\nvery: { rb: 9 }\ngreat: { jj: 9 }\n"
               "dull: { jj: 9 }\ngood: { jj: 9 }\nslow: { jj: 9 }\nfunny: { jj: 9 }\n"
               "of: { in: 9 }\nand: { cc: 9 }\nit: { prp: 9 }\nlong: { jj: 9 }\n");
    (void)file("tagger/tags.yml",
               "pp: { det: 1 }\ndet: { nn: 1 }\nnn: { vbz: 1 }\nvbz: { rb: 1 }\nrb: { jj: 1 }\n"
               "jj: { cc: 1 }\ncc: { prp: 1 }\nprp: { vbz: 1 }\nin: { det: 1 }\n");
    (void)file("tagger/unknown.yml", "\"-unknown-\": { nn: 9 }\n");
  }

  [[nodiscard]] Result augment(std::vector<std::string> arguments,
                               const RunOptions& options = {}) const {
    arguments.insert(arguments.begin(), "augment");
    RunOptions with_tagger = options;
    with_tagger.environment.emplace_back("TANGO_TAGGER", path("tagger"));
    return run(arguments, with_tagger);
  }

  [[nodiscard]] Result rules(const std::string& output, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"--preset", "rules", "--task", "sst2", "--data", path("data"),
                               "--output", path(output)});
    return augment(more);
  }

  [[nodiscard]] Json report(const std::string& output) const {
    return base::read_json(path(output + ".json"));
  }

  /// The message of a run that must end with `status` and leave no file.
  [[nodiscard]] std::string refusal(int status, const std::vector<std::string>& arguments) const {
    const auto before = entries();
    const Result result = augment(arguments);
    EXPECT_EQ(result.status, status) << result.err;
    EXPECT_EQ(entries(), before);
    return result.err;
  }
};

TEST_F(Augment, RulesMakeNewTextsOfATasksTrainSplit) {
  const Result result = rules("out.tsv", {"--size", "2000"});
  ASSERT_EQ(result.status, 0) << result.err;
  const auto lines = lines_of(read(path("out.tsv")));
  ASSERT_EQ(lines.size(), 2001U);
  EXPECT_EQ(lines[0], "text");
  EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()).size(), lines.size());
  EXPECT_TRUE(std::ranges::any_of(
      lines, [](const std::string& line) { return line.find("[MASK]") != std::string::npos; }));
  EXPECT_TRUE(std::ranges::find(lines, "the film of the year is very funny , and it is long") ==
              lines.end());

  const Json json = report("out.tsv");
  EXPECT_EQ(json.at("preset"), "rules");
  EXPECT_EQ(json.at("written"), 2000);
  EXPECT_EQ(json.at("size"), 2000);
  EXPECT_EQ(json.at("sources").at("texts"), 20);
  // The text of dev.tsv, and the four that differ from it in one word.
  EXPECT_EQ(json.at("sources").at("held_out").at("equal"), 1);
  EXPECT_EQ(json.at("sources").at("held_out").at("all"), 5);
  EXPECT_GT(json.at("generated").at("held_out").at("all"), 0);
  EXPECT_GT(json.at("generated").at("duplicates"), 0);
  ASSERT_EQ(json.at("held_out_files").size(), 2U);
  EXPECT_EQ(json.at("held_out_files")[0].at("texts"), 2);
  EXPECT_GT(json.at("held_out_files")[0].at("generated_removed"), 0);
  EXPECT_EQ(json.at("held_out_files")[1].at("generated_removed"), 0);
  EXPECT_NE(json.at("command").get<std::string>().find("augment --preset rules --task sst2"),
            std::string::npos)
      << json.at("command");
}

TEST_F(Augment, TheSameForAnyNumberOfWorkersAndOtherForAnotherSeed) {
  ASSERT_EQ(rules("one.tsv", {"--workers", "1", "--size", "1500"}).status, 0);
  ASSERT_EQ(rules("three.tsv", {"--workers", "3", "--size", "1500"}).status, 0);
  ASSERT_EQ(rules("seed.tsv", {"--seed", "7", "--size", "1500"}).status, 0);
  EXPECT_EQ(read(path("one.tsv")), read(path("three.tsv")));
  EXPECT_NE(read(path("one.tsv")), read(path("seed.tsv")));
}

TEST_F(Augment, TheOutputIsReadAsInput) {
  ASSERT_EQ(rules("out.tsv", {"--size", "50", "--with-sources"}).status, 0);
  const Result answers = run({"classify", "--cascade", model("cascade"), path("out.tsv")});
  EXPECT_EQ(answers.status, 0) << answers.err;
  const std::int64_t sources = report("out.tsv").at("sources_written").get<std::int64_t>();
  EXPECT_GT(sources, 5);
  EXPECT_EQ(lines_of(answers.out).size(), static_cast<std::size_t>(50 + sources));
}

TEST_F(Augment, PairsStayPairs) {
  const std::string texts = file("pairs.csv",
                                 "sentence1,sentence2\n\"the film, it is dull\",it is a plot\n"
                                 "the plot is good,the film is good\n");
  const Result result =
      augment({"--preset", "rules", "--texts", texts, "--output", path("out.tsv")});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.err.find("--exclude"), std::string::npos) << "it says that nothing is held out";
  const auto lines = lines_of(read(path("out.tsv")));
  ASSERT_GT(lines.size(), 10U);
  EXPECT_EQ(lines[0], "text\ttext_pair");
  for (const std::string& line : lines) EXPECT_EQ(std::ranges::count(line, '\t'), 1) << line;
}

TEST_F(Augment, InDomainGivesSentencesInTheTasksStyle) {
  const std::string reviews = file(
      "reviews.txt",
      "It isn't good.<br /><br />A plot about nothing much at all! The film's actor is great.\n"
      "It isn't GOOD.\n");
  const std::vector<std::string> arguments{"--preset",  "in-domain",  "--task",   "sst2",
                                           "--data",    path("data"), "--texts",  reviews,
                                           "--phrases", "0",          "--output", path("out.tsv")};
  const Result result = augment(arguments);
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(read(path("out.tsv")), "text\nit is n't good .\nthe film 's actor is great .\n");
  const Json json = report("out.tsv");
  EXPECT_EQ(json.at("texts_read"), 2);
  EXPECT_EQ(json.at("generated").at("duplicates"), 1);
  EXPECT_EQ(json.at("held_out_files")[1].at("generated_removed"), 1);

  std::vector<std::string> plain = arguments;
  plain.insert(plain.end(), {"--style", "plain", "--size", "1", "--seed", "3"});
  ASSERT_EQ(augment(plain).status, 0);
  EXPECT_EQ(lines_of(read(path("out.tsv"))).size(), 2U);
}

TEST_F(Augment, TinybertPutsNeighboursInPlaceOfWords) {
  const std::string vectors =
      file("vectors.txt", "film 1 0\nmovie 1 0.1\nplot 0.9 0.1\ngreat 0 1\nfine 0.1 1\n");
  const std::string texts = file("in.txt", "the film is great\n");
  const Result result = augment({"--preset", "tinybert", "--texts", texts, "--vectors", vectors,
                                 "--candidates", "2", "--output", path("out.tsv")});
  ASSERT_EQ(result.status, 0) << result.err;
  const auto lines = lines_of(read(path("out.tsv")));
  EXPECT_TRUE(std::ranges::find(lines, "the movie is great") != lines.end());
  EXPECT_EQ(report("out.tsv").at("settings").at("words_with_vectors"), 2);
}

TEST_F(Augment, ExcludedTextsAddToTheTasks) {
  const std::string more = file("more.txt", "i saw a plot that is never slow before now\n");
  ASSERT_EQ(rules("out.tsv", {"--exclude", more, "--size", "100"}).status, 0);
  const Json files = report("out.tsv").at("held_out_files");
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[2].at("file"), more);
  EXPECT_GT(files[2].at("sources_removed"), 0);
}

TEST_F(Augment, RefusesWhatMakesNoSense) {
  const std::string texts = file("in.txt", "the film is great\n");
  const std::string out = path("out.tsv");
  const std::vector<std::string> base{"--texts", texts, "--output", out, "--preset"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), base.begin(), base.end());
    return more;
  };
  EXPECT_NE(refusal(2, with({"magic"})).find("in-domain"), std::string::npos);
  EXPECT_NE(refusal(2, with({"tinybert"})).find("--vectors"), std::string::npos);
  EXPECT_NE(refusal(2, with({"in-domain", "--p-mask", "0.5"})).find("--p-mask"), std::string::npos);
  EXPECT_NE(refusal(2, with({"rules", "--p-mask", "1.5"})).find("1.5"), std::string::npos);
  EXPECT_NE(refusal(2, with({"rules", "--p-mask", "0.6", "--p-pos", "0.6"})).find("--p-pos"),
            std::string::npos);
  EXPECT_NE(refusal(2, with({"rules", "--mask-token", "a b"})).find("--mask-token"),
            std::string::npos);
  EXPECT_NE(refusal(2, with({"rules", "--task", "sst2"})).find("--data"), std::string::npos);
  EXPECT_NE(refusal(2, {"--preset", "rules", "--output", out}).find("--texts"), std::string::npos);
  EXPECT_NE(refusal(2, {"--preset", "in-domain", "--task", "sst2", "--data", path("data"),
                        "--output", out})
                .find("--texts"),
            std::string::npos);
  EXPECT_NE(
      refusal(3, with({"rules", "--tagger", path("absent")})).find("liblingua-en-tagger-perl"),
      std::string::npos);
  EXPECT_NE(refusal(3, with({"rules", "--exclude", path("absent")})).find("absent"),
            std::string::npos);
  EXPECT_NE(
      refusal(4, with({"rules", "--exclude", file("words.txt", "one\ntwo\n")})).find("words.txt"),
      std::string::npos);
  EXPECT_NE(refusal(4, with({"rules", "--exclude", texts})).find("held out"), std::string::npos)
      << "all of it is held out";
  EXPECT_EQ(refusal(3, {"--preset", "rules", "--texts", texts, "--output", path("no/out.tsv")})
                .find("internal"),
            std::string::npos);
}

TEST_F(Augment, FlagsComeFromTheEnvironmentToo) {
  const std::string texts = file("in.txt", "the film is great\nthe plot is dull\n");
  RunOptions options;
  options.environment = {{"TANGO_PRESET", "rules"},
                         {"TANGO_TEXTS", texts},
                         {"TANGO_OUTPUT", path("out.tsv")},
                         {"TANGO_P_NGRAM", "0"},
                         {"TANGO_QUIET", "true"}};
  const Result result = augment({}, options);
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(report("out.tsv").at("settings").at("cut"), 0.0);
}

}  // namespace
}  // namespace tango::integration
