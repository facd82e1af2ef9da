#include "base/draft.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::base {
namespace {

namespace fs = std::filesystem;

class DraftTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "tango-draft-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { fs::remove_all(directory_); }

  static void write(const fs::path& path, const std::string& content) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << content;
  }
  static std::string read(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
  }

  fs::path directory_;
};

TEST_F(DraftTest, ADirectoryAppearsWhenCommitted) {
  const fs::path target = directory_ / "deep" / "model";
  {
    Draft draft(target);
    write(draft.path() / "config.json", "{}");
    EXPECT_FALSE(fs::exists(target));
    draft.commit();
  }
  EXPECT_EQ(read(target / "config.json"), "{}");
  EXPECT_FALSE(fs::exists(draft_path(target)));
}

TEST_F(DraftTest, AFileReplacesTheOldOne) {
  const fs::path target = directory_ / "speed.json";
  write(target, "old");
  Draft draft(target);
  write(draft.path(), "new");
  EXPECT_EQ(read(target), "old");
  draft.commit();
  EXPECT_EQ(read(target), "new");
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
  EXPECT_EQ(read(target / "config.json"), "old");
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
