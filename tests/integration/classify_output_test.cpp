// What classify writes, and what it does when it can't.
#include <chrono>
#include <csignal>
#include <sstream>
#include <thread>

#include <unistd.h>

#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

class ClassifyOutput : public ProgramTest {
 protected:
  [[nodiscard]] static std::vector<std::string> command(std::vector<std::string> more) {
    more.insert(more.begin(), {"classify", "--cascade", model("cascade")});
    return more;
  }

  /// Texts of 1 … 6 words, no two the same.
  static std::string many_texts(int count) {
    const std::vector<std::string> words{"good", "bad", "movie", "not", "dull", "great", "very"};
    std::string text;
    for (int i = 0; i < count; ++i) {
      for (int rest = i + 1; rest > 0; rest /= 7) text += words[rest % 7] + " ";
      text += "\n";
    }
    return text;
  }
};

TEST_F(ClassifyOutput, OrderAndAnswersDoNotDependOnBatchesOrWorkers) {
  const std::string texts = file("in.txt", many_texts(3000));
  const std::string expected =
      run(command({texts, "--scores", "--workers", "1", "--batch", "1"})).out;
  std::istringstream lines(expected);
  int id = 0;
  int by_tier_1 = 0;
  for (std::string line; std::getline(lines, line); ++id) {
    const base::Json json = base::parse_json(line, "line");
    ASSERT_EQ(json.at("id"), id);
    by_tier_1 += json.at("tier") == 1 ? 1 : 0;
  }
  EXPECT_EQ(id, 3000);
  EXPECT_GT(by_tier_1, 300) << "both tiers have work";
  EXPECT_LT(by_tier_1, 2700);
  EXPECT_EQ(run(command({texts, "--scores"})).out, expected);
  EXPECT_EQ(run(command({texts, "--scores", "--workers", "3", "--batch", "7"})).out, expected);
  EXPECT_EQ(run(command({texts, "--scores", "--batch-tokens", "50"})).out, expected);
}

TEST_F(ClassifyOutput, APartOfAFileHasTheRowsOfTheWhole) {
  const std::string whole = file("whole.txt", "good movie\nbad\ndull\n");
  const std::string part = file("part.txt", "bad\ndull\n");
  const std::string all = run({"classify", "--cascade", model("cascade"), whole}).out;
  const Result rest = run({"classify", "--cascade", model("cascade"), "--first-row", "1", part});
  EXPECT_EQ(rest.status, 0) << rest.err;
  EXPECT_EQ(rest.out, all.substr(all.find('\n') + 1));
}

TEST_F(ClassifyOutput, ThresholdsZeroAndOneAreTheTiersAlone) {
  const std::string texts = file("in.txt", many_texts(200));
  const auto scores_of = [&](const std::vector<std::string>& arguments) {
    std::vector<double> scores;
    std::istringstream lines(run(arguments).out);
    for (std::string line; std::getline(lines, line);) {
      scores.push_back(base::parse_json(line, "line").at("score").get<double>());
    }
    return scores;
  };
  EXPECT_EQ(scores_of(command({texts, "--threshold", "0"})),
            scores_of({"classify", "--model", model("bilstm"), texts}));
  EXPECT_EQ(scores_of(command({texts, "--threshold", "1"})),
            scores_of({"classify", "--model", model("bert"), texts}));
  EXPECT_EQ(scores_of(command({texts, "--tier", "2"})),
            scores_of({"classify", "--model", model("bert"), texts}));
}

TEST_F(ClassifyOutput, TsvHasTheSameAnswersAsJsonLines) {
  const std::string texts = file("in.txt", many_texts(50));
  std::istringstream json_lines(run(command({texts, "--scores"})).out);
  std::istringstream tsv_lines(run(command({texts, "--scores", "--format", "tsv"})).out);
  std::string row;
  std::getline(tsv_lines, row);
  EXPECT_EQ(row, "id\tlabel\tscore\ttier\ttruncated\tscore negative\tscore positive");
  for (std::string line; std::getline(json_lines, line);) {
    const base::Json json = base::parse_json(line, "line");
    ASSERT_TRUE(std::getline(tsv_lines, row));
    EXPECT_EQ(row, json.at("id").dump() + "\t" + json.at("label").get<std::string>() + "\t" +
                       json.at("score").dump() + "\t" + json.at("tier").dump() + "\t" +
                       json.at("truncated").dump() + "\t" +
                       json.at("scores").at("negative").dump() + "\t" +
                       json.at("scores").at("positive").dump());
  }
}

TEST_F(ClassifyOutput, TheExtensionOfTheOutputIsItsFormat) {
  const std::string texts = file("in.txt", many_texts(50));
  const std::string as_tsv = run(command({texts, "--format", "tsv"})).out;
  const std::string as_csv = run(command({texts, "--output-format", "csv"})).out;
  EXPECT_TRUE(as_csv.starts_with("id,label,score,tier,truncated\n0,"));
  for (const auto& [name, expected] : {std::pair{"out.tsv", as_tsv}, {"out.CSV", as_csv}}) {
    EXPECT_EQ(run(command({texts, "--output", path(name)})).status, 0);
    EXPECT_EQ(read(path(name)), expected);
  }
  EXPECT_EQ(run(command({texts, "--format", "tsv", "--output", path("out.csv")})).status, 0);
  EXPECT_EQ(read(path("out.csv")), as_tsv) << "what is said wins";
  EXPECT_EQ(run(command({texts, "--output", path("out.csv.gz")})).status, 2);
}

TEST_F(ClassifyOutput, OwnColumnsAreCarriedThrough) {
  const std::string table =
      file("in.csv", "id,label,text,\"a, b\"\nx1,5,good,\"1\n2\"\nx2,,bad,\n");
  const Result plain = run(command({table}));
  EXPECT_TRUE(plain.out.starts_with("{\"id\": 0, \"label\"")) << plain.out;
  EXPECT_NE(plain.err.find("a column id of its own"), std::string::npos) << plain.err;
  const Result by_id = run(command({table, "--id", "id"}));
  EXPECT_TRUE(by_id.out.starts_with("{\"id\": \"x1\", \"label\"")) << by_id.out;
  EXPECT_EQ(by_id.err.find("of its own"), std::string::npos);
  const Result kept = run(command({table, "--keep-columns"}));
  EXPECT_TRUE(
      kept.out.starts_with("{\"id\": \"x1\", \"input_label\": \"5\", \"text\": \"good\", "
                           "\"a, b\": \"1\\n2\", \"label\": "))
      << kept.out;
  const std::string csv = run(command({table, "--keep-columns", "--format", "csv"})).out;
  EXPECT_TRUE(
      csv.starts_with("id,input_label,text,\"a, b\",label,score,tier,truncated\n"
                      "x1,5,good,\"1\n2\","))
      << csv;
  EXPECT_NE(csv.find("\nx2,,bad,,"), std::string::npos) << csv;
  EXPECT_EQ(run(command({table, "--id", "key"})).status, 3);
  EXPECT_EQ(run(command({file("in.txt", "good\n"), "--id", "key"})).status, 2);

  const std::string corpus = run(command({table, "--keep-columns", "--keep", "0.5"})).out;
  EXPECT_TRUE(corpus.starts_with("{\"id\": \"x1\", \"input_label\": \"5\"")) << corpus;
}

TEST_F(ClassifyOutput, ARowThatCannotBeReadHasNoOtherRowsId) {
  const std::string lines =
      file("in.jsonl", "{\"text\": 1, \"id\": 9}\n{\"text\": \"good\", \"id\": 8}\n");
  const Result json = run(command({lines, "--id", "id", "--on-error", "row"}));
  EXPECT_EQ(json.status, 4);
  EXPECT_TRUE(json.out.starts_with("{\"id\": null, \"error\": ")) << json.out;
  EXPECT_NE(json.out.find("{\"id\": 8, \"label\""), std::string::npos) << json.out;
  const Result csv =
      run(command({lines, "--keep-columns", "--on-error", "row", "--format", "csv"}));
  EXPECT_TRUE(csv.out.starts_with("id,text,label,score,tier,truncated\n,,\"error: ")) << csv.out;
  EXPECT_NE(csv.out.find("\n8,good,"), std::string::npos) << csv.out;
}

TEST_F(ClassifyOutput, OutputFileIsWhatStandardOutputWouldBe) {
  const std::string texts = file("in.txt", many_texts(100));
  const Result result = run(command({texts, "--output", path("out.jsonl")}));
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(read(path("out.jsonl")), run(command({texts})).out);
  EXPECT_EQ(entries(), (std::vector<std::string>{"in.txt", "out.jsonl"}));
}

TEST_F(ClassifyOutput, AFailureLeavesNoFileAndKeepsTheOldOne) {
  const std::string bad = file("bad.tsv", "text\tlabel\ngood\t1\nbad\n");
  EXPECT_EQ(run(command({bad, "--output", path("new.jsonl")})).status, 4);
  EXPECT_EQ(entries(), std::vector<std::string>{"bad.tsv"});
  const std::string old = file("old.jsonl", "old\n");
  EXPECT_EQ(run(command({bad, "--output", old})).status, 4);
  EXPECT_EQ(read(old), "old\n");
  EXPECT_EQ(entries(), (std::vector<std::string>{"bad.tsv", "old.jsonl"}));
  EXPECT_EQ(run(command({bad, "--output", path("absent/new.jsonl")})).status, 3);
}

TEST_F(ClassifyOutput, ASignalLeavesNoFile) {
  RunningProgram program(command({"--output", path("out.jsonl"), "-"}));
  while (entries().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(entries().front().rfind(".out.jsonl.", 0), 0U);
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 128 + SIGTERM);
  EXPECT_TRUE(entries().empty());
}

TEST_F(ClassifyOutput, AFullDiskIsReported) {
  if (access("/dev/full", W_OK) != 0) GTEST_SKIP() << "/dev/full is not writable here";
  const std::string texts = file("in.txt", many_texts(3000));
  for (const Result& result : {run(command({texts}), {.out_path = "/dev/full"}),
                               run(command({texts, "--output", "/dev/full"}))}) {
    EXPECT_EQ(result.status, 7);
    EXPECT_NE(result.err.find("No space left on device"), std::string::npos) << result.err;
    EXPECT_EQ(result.err.find("texts/s"), std::string::npos) << "no summary of a failed run";
  }
}

TEST_F(ClassifyOutput, AClosedPipeEndsItQuietly) {
  const std::string texts = file("in.txt", many_texts(3000));
  const Result result = run(command({texts}), {.reader_has_gone = true});
  EXPECT_EQ(result.status, 141);
  EXPECT_EQ(result.err, "");
}

TEST_F(ClassifyOutput, AnswersFlowWhileTheInputIsOpen) {
  RunningProgram program(command({"--quiet", "-"}));
  for (int id = 0; id < 3; ++id) {
    program.write("a good movie\n");
    EXPECT_EQ(base::parse_json(program.read_line(), "line").at("id"), id);
  }
  program.close_input();
  EXPECT_EQ(program.wait(), 0);
}

TEST_F(ClassifyOutput, QuietSaysNothing) {
  const Result result = run(command({"--quiet", file("in.txt", "good\n")}));
  EXPECT_EQ(result.err, "");
  const Result loud = run(command({path("in.txt")}));
  EXPECT_NE(loud.err.find("1 text in "), std::string::npos);
  EXPECT_NE(loud.err.find("answered by tier 1: "), std::string::npos);
}

}  // namespace
}  // namespace tango::integration
