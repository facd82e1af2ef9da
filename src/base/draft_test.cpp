#include "base/draft.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/temporary_directory_test.h"

namespace tango::base {
namespace {

namespace fs = std::filesystem;

class DraftTest : public TemporaryDirectoryTest {
 protected:
  static void write(const fs::path& path, std::string_view content) {
    fs::create_directories(path.parent_path());
    write_file(path, content);
  }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
  }
};

TEST_F(DraftTest, ADirectoryAppearsWhenCommitted) {
  const fs::path target = directory_ / "deep" / "model";
  {
    Draft draft(target);
    write(draft.path() / "config.json", "{}");
    EXPECT_FALSE(fs::exists(target));
    draft.commit();
  }
  EXPECT_EQ(contents(target / "config.json"), "{}");
  EXPECT_FALSE(fs::exists(draft_path(target)));
}

TEST_F(DraftTest, AFileReplacesTheOldOne) {
  const fs::path target = directory_ / "speed.json";
  write(target, "old");
  Draft draft(target);
  write(draft.path(), "new");
  EXPECT_EQ(contents(target), "old");
  draft.commit();
  EXPECT_EQ(contents(target), "new");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(DraftTest, NothingIsLeftWithoutCommit) {
  {
    Draft draft(directory_ / "model");
    write(draft.path() / "config.json", "{}");
  }
  EXPECT_EQ(entries(), 0U);
}

TEST_F(DraftTest, WhatAnInterruptedRunLeftIsNoPartOfTheNext) {
  const fs::path target = directory_ / "model";
  write(draft_path(target) / "old.json", "{}");
  Draft draft(target);
  EXPECT_FALSE(fs::exists(draft.path()));
  write(draft.path() / "new.json", "{}");
  draft.commit();
  EXPECT_FALSE(fs::exists(target / "old.json"));
}

TEST_F(DraftTest, TwoAtOnceDoNotShareADraft) {
  Draft draft(directory_ / "model");
  write(draft.path() / "config.json", "{}");
  EXPECT_THROW(Draft(directory_ / "model/"), Error);
  draft.commit();
  EXPECT_EQ(contents(directory_ / "model/config.json"), "{}");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(DraftTest, AFailedRenameNamesTheTargetAndLeavesIt) {
  const fs::path target = directory_ / "model";
  write(target / "config.json", "old");
  Draft draft(target);
  write(draft.path() / "config.json", "new");
  try {
    draft.commit();
    FAIL() << "a directory with files was replaced";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kIo);
    EXPECT_NE(std::string(error.what()).find(target.string()), std::string::npos);
  }
  EXPECT_EQ(contents(target / "config.json"), "old");
}

TEST(DraftPath, StandsBesideTheTarget) {
  EXPECT_EQ(draft_path("models/sst2"), "models/sst2.partial");
  EXPECT_EQ(draft_path("models/sst2/"), "models/sst2.partial");
  EXPECT_EQ(draft_path("out"), "out.partial");
}

TEST_F(DraftTest, RequireAbsentRefusesWhatExists) {
  require_absent(directory_ / "none");
  try {
    require_absent(directory_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUsage);
    EXPECT_EQ(error.settings(), ErrorSettings{"output"});
    EXPECT_NE(std::string(error.what()).find("already exists"), std::string::npos);
  }
  fs::create_symlink("nowhere", directory_ / "link");
  EXPECT_THROW(require_absent(directory_ / "link"), Error) << "a rename would replace it";
}

}  // namespace
}  // namespace tango::base
