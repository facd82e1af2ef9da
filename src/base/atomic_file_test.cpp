#include "base/atomic_file.h"

#include <cerrno>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/temporary_directory_test.h"
#include "base/temporary_files.h"

namespace tango::base {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public TemporaryDirectoryTest {
 protected:
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
  }
};

TEST_F(AtomicFileTest, AppearsOnlyWhenCommitted) {
  const fs::path target = directory_ / "out.txt";
  {
    AtomicFile file(target);
    file.stream().write("whole\n");
    file.stream().flush();
    EXPECT_FALSE(fs::exists(target));
    EXPECT_EQ(entries(), 1U);
    file.commit();
    EXPECT_EQ(contents(target), "whole\n");
  }
  EXPECT_EQ(entries(), 1U);
}

TEST_F(AtomicFileTest, LeavesTheOldFileWithoutCommit) {
  const fs::path target = directory_ / "out.txt";
  std::ofstream(target) << "old";
  { AtomicFile(target).stream().write("new"); }
  EXPECT_EQ(contents(target), "old");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(AtomicFileTest, ReplacesAndKeepsPermissions) {
  const fs::path target = directory_ / "out.txt";
  std::ofstream(target) << "old and longer";
  ASSERT_EQ(chmod(target.c_str(), 0640), 0);
  AtomicFile file(target);
  file.stream().write("new");
  file.commit();
  EXPECT_EQ(contents(target), "new");
  EXPECT_EQ(fs::status(target).permissions(), fs::perms{0640});
}

TEST_F(AtomicFileTest, FollowsASymbolicLink) {
  const fs::path real = directory_ / "real.txt";
  const fs::path link = directory_ / "link.txt";
  std::ofstream(real) << "old";
  fs::create_symlink("real.txt", link);
  AtomicFile file(link);
  file.stream().write("new");
  file.commit();
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(contents(real), "new");
}

TEST_F(AtomicFileTest, SignalHandlerRemovesTemporaries) {
  const AtomicFile file(directory_ / "out.txt");
  EXPECT_EQ(entries(), 1U);
  remove_temporary_files();
  EXPECT_EQ(entries(), 0U);
}

TEST_F(AtomicFileTest, MissingDirectoryIsNotFound) {
  try {
    const AtomicFile file(directory_ / "absent" / "out.txt");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
    EXPECT_NE(std::string(error.what()).find("absent/out.txt"), std::string::npos);
  }
}

TEST_F(AtomicFileTest, ALinkThatLeadsNowhereButToItselfIsLeftAlone) {
  fs::create_symlink("loop", directory_ / "loop");
  EXPECT_THROW(AtomicFile file(directory_ / "loop"), Error);
  EXPECT_TRUE(fs::is_symlink(directory_ / "loop"));
}

TEST_F(AtomicFileTest, DirectoryAsTargetIsRefused) {
  EXPECT_THROW(AtomicFile file(directory_), Error);
  EXPECT_EQ(entries(), 0U);
}

TEST(AtomicFile, FullDiskNamesTheFileAndLeavesTheDevice) {
  if (access("/dev/full", W_OK) != 0) GTEST_SKIP() << "/dev/full is not writable here";
  AtomicFile file("/dev/full");
  file.stream().write("some bytes");
  try {
    file.commit();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kIo);
    EXPECT_STREQ(error.what(), "/dev/full: No space left on device");
  }
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

}  // namespace
}  // namespace tango::base
