// A run of classify that was stopped, and the one that goes on.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "program.h"

namespace tango::integration {
namespace {

class ClassifyResume : public ProgramTest {
 protected:
  [[nodiscard]] std::vector<std::string> command(std::vector<std::string> more) const {
    more.insert(more.begin(), {"classify", "--cascade", model("cascade"), "--precision", "fp32"});
    return more;
  }

  /// Texts that are all different, so that each has to be computed.
  static std::string table(int count) {
    std::string rows = "id,text\n";
    for (int i = 0; i < count; ++i) {
      rows += "r" + std::to_string(i) + ",\"good, or bad\nmovie";
      for (int rest = i + 1; rest > 0; rest /= 3) rest % 3 == 0 ? rows += " very" : rows += " dull";
      rows += " " + std::to_string(i) + "\"\n";
    }
    return rows;
  }

  /// Starts a run, and stops it by `signal` once some answers are kept. Whether it was stopped.
  [[nodiscard]] bool stop(const std::vector<std::string>& arguments, const std::string& output,
                          int signal) const {
    RunningProgram program(arguments);
    const std::string kept = output + ".partial/answers";
    std::error_code ignored;
    for (int i = 0; i < 2000; ++i) {
      if (std::filesystem::exists(kept, ignored) && std::filesystem::file_size(kept, ignored) > 0) {
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    program.signal(signal);
    return program.wait() == 128 + signal;
  }
};

TEST_F(ClassifyResume, AfterASignalItIsByteForByteOneRun) {
  const std::string texts = file("in.csv", table(20000));
  for (const auto& [name, signal] :
       {std::pair{"out.jsonl", SIGINT}, {"out.csv", SIGKILL}, {"out.tsv", SIGTERM}}) {
    const std::string expected = path(std::string("whole.") + name);
    ASSERT_EQ(run(command({texts, "--keep-columns", "--output", expected})).status, 0);
    const std::string output = path(name);
    const std::vector<std::string> resumed =
        command({texts, "--keep-columns", "--resume", "--output", output});
    const bool was_stopped = stop(resumed, output, signal);
    EXPECT_EQ(std::filesystem::exists(output), !was_stopped);
    const Result result = run(resumed);
    EXPECT_EQ(result.status, 0) << result.err;
    if (was_stopped) {
      EXPECT_NE(result.err.find("going on after the "), std::string::npos) << result.err;
    }
    EXPECT_EQ(read(output), read(expected)) << name;
    EXPECT_FALSE(std::filesystem::exists(output + ".partial"));
  }
}

TEST_F(ClassifyResume, RowsWithErrorsStillCount) {
  std::string rows = "text\n";
  for (int i = 0; i < 20000; ++i) {
    rows += "good " + std::to_string(i) + (i % 100 == 7 ? ",one field too many\n" : "\n");
  }
  const std::string output = path("out.csv");
  const std::vector<std::string> resumed =
      command({file("in.csv", rows), "--on-error", "row", "--resume", "--output", output});
  (void)stop(resumed, output, SIGKILL);
  const Result result = run(resumed);
  EXPECT_EQ(result.status, 4);
  EXPECT_NE(result.err.find("\n200 rows have an error"), std::string::npos) << result.err;
  EXPECT_EQ(std::ranges::count(read(output), '\n'), 20001);
}

TEST_F(ClassifyResume, ACutRowIsWrittenAnew) {
  // An empty line between rows ends a run, also with --on-error row.
  const std::string texts = file("in.tsv", "text\tx\ngood\t1\nbad\t2\nvery good\t3\n\nbad\t4\n");
  const std::string kept = path("out.csv.partial/answers");
  const auto arguments = command(
      {texts, "--on-error", "row", "--keep-columns", "--resume", "--output", path("out.csv")});
  EXPECT_EQ(run(arguments).status, 4);
  const std::string whole = read(kept);
  EXPECT_EQ(std::ranges::count(whole, '\n'), 4) << whole;
  for (const std::size_t cut :
       {std::size_t{0}, std::size_t{5}, whole.size() / 2, whole.size() - 1}) {
    std::filesystem::resize_file(kept, cut);
    EXPECT_EQ(run(arguments).status, 4);
    EXPECT_EQ(read(kept), whole) << cut;
  }
}

TEST_F(ClassifyResume, AnotherRunIsNotGoneOnWith) {
  const std::string bad = file("in.tsv", "text\tx\ngood\t1\nbad\n");
  const std::string output = path("out.jsonl");
  const auto arguments = command({bad, "--resume", "--output", output});
  EXPECT_EQ(run(arguments).status, 4);
  EXPECT_EQ(run(arguments).status, 4) << "the same row again";
  std::vector<std::string> other = arguments;
  other.emplace_back("--scores");
  const Result refused = run(other);
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("out.jsonl.partial: was left by a run whose --scores was another"),
            std::string::npos)
      << refused.err;
  (void)file("in.tsv", "text\tx\ngood\t1\nbad\t0\n");
  EXPECT_NE(run(arguments).err.find("whose input was another"), std::string::npos);
  std::filesystem::remove_all(output + ".partial");
  EXPECT_EQ(run(arguments).status, 0);
}

TEST_F(ClassifyResume, WhatCannotBeResumed) {
  EXPECT_EQ(run(command({"--resume", "--output", path("out"), "-"})).status, 2);
  const std::string texts = file("in.txt", "good\n");
  EXPECT_EQ(run(command({texts, "--resume"})).status, 2);
  EXPECT_EQ(run(command({texts, "--resume", "--output", "-"})).status, 2);
  EXPECT_EQ(run(command({texts, "--resume", "--output", "/dev/null"})).status, 2);
  EXPECT_EQ(run(command({texts, "--resume", "--output", path("out"), "--keep", "0.9"})).status, 2);
}

}  // namespace
}  // namespace tango::integration
