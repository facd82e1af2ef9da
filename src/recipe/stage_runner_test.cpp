#include "recipe/stage_runner.h"

#include <latch>

#include <tango/error.h>

#include "base/temporary_directory_test.h"

namespace tango::recipe {
namespace {

class Stages : public base::TemporaryDirectoryTest {
 protected:
  /// Runs "copy" and "twice", the second on the first one's output; says which of them ran.
  std::string build(const std::string& what = "copy") {
    std::string ran;
    StageRunner stages(directory_ / "work");
    stages.run({"some/copy", what, {directory_ / "in"}, directory_ / "work/copy", [&] {
                  ran += "copy ";
                  (void)file("work/copy", base::contents(directory_ / "in"));
                }});
    stages.run({"twice", "twice", {directory_ / "work/copy"}, directory_ / "work/twice", [&] {
                  ran += "twice";
                  (void)file("work/twice", base::contents(directory_ / "work/copy") + " twice");
                }});
    return ran;
  }
};

TEST_F(Stages, WhatIsUnchangedIsSkipped) {
  (void)file("in", "a");
  EXPECT_EQ(build(), "copy twice");
  EXPECT_EQ(build(), "");
  EXPECT_EQ(base::contents(directory_ / "work/twice"), "a twice");
}

TEST_F(Stages, AChangeGoesThrough) {
  (void)file("in", "a");
  (void)build();
  (void)file("in", "b");
  EXPECT_EQ(build(), "copy twice");
  EXPECT_EQ(base::contents(directory_ / "work/twice"), "b twice");
  EXPECT_EQ(build("copy otherwise"), "copy twice");
}

TEST_F(Stages, AMissingOutputIsMadeAgain) {
  (void)file("in", "a");
  (void)build();
  std::filesystem::remove(directory_ / "work/twice");
  EXPECT_EQ(build(), "twice");
}

TEST_F(Stages, APartialOutputIsKeptForTheSameAndRemovedForAnother) {
  (void)file("in", "a");
  const auto fail = [] { throw Error(ErrorCode::kIo, "stopped"); };
  const auto run = [&](const std::string& what, const std::function<void()>& work) {
    StageRunner(directory_ / "work")
        .run({"one", what, {directory_ / "in"}, directory_ / "work/out", work});
  };
  EXPECT_THROW(run("this", fail), Error);
  (void)file("work/out.partial", "half");
  EXPECT_THROW(run("this", fail), Error);
  EXPECT_TRUE(std::filesystem::exists(directory_ / "work/out.partial"));
  EXPECT_THROW(run("that", fail), Error);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "work/out.partial"));
}

TEST_F(Stages, SeveralAtOnce) {
  (void)file("in", "a");
  std::latch together(2);  // one alone would wait for ever
  const auto stage = [&](const std::string& name, bool fails) {
    return Stage{name, name, {directory_ / "in"}, directory_ / "work" / name, [&, name, fails] {
                   together.arrive_and_wait();
                   if (fails) throw Error(ErrorCode::kIo, name + " stopped");
                   (void)file("work/" + name, name);
                 }};
  };
  StageRunner stages(directory_ / "work");
  const StageGroup pair{.stages = {stage("bad", true), stage("good", false)}, .at_once = 2};
  EXPECT_THROW(stages.run(pair), Error);
  EXPECT_EQ(base::contents(directory_ / "work/good"), "good");
  EXPECT_FALSE(std::filesystem::exists(directory_ / "work/bad"));
  // The good one is made, so the other runs alone.
  StageGroup again = pair;
  again.stages.front().run = [&] { (void)file("work/bad", ""); };
  stages.run(again);
  EXPECT_TRUE(std::filesystem::exists(directory_ / "work/bad"));
}

TEST_F(Stages, TheObserverHearsWhatRunsAndWhatIsSkipped) {
  std::string heard;
  const auto run = [&] {
    StageRunner(directory_ / "work",
                {.on_begin = [&](const std::string& stage) { heard += stage + " begins "; },
                 .on_unchanged = [&](const std::string& stage) { heard += stage + " unchanged "; },
                 .on_costs = {}})
        .run({"one", "this", {}, directory_ / "work/out", [&] { (void)file("work/out", ""); }});
  };
  run();
  run();
  EXPECT_EQ(heard, "one begins one unchanged ");
}

TEST_F(Stages, TwoBuildsInOnePlaceAreRefused) {
  const StageRunner first(directory_ / "work");
  EXPECT_THROW(StageRunner(directory_ / "work"), Error);
}

}  // namespace
}  // namespace tango::recipe
