#include "base/file_version.h"

#include <array>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::base {
namespace {

using FileVersions = TemporaryDirectoryTest;

bool same(const FileVersion& earlier, const FileVersion& later) {
  return same_contents(std::array{earlier}, std::array{later});
}

TEST_F(FileVersions, AreTheSameByTheirBytesAndNames) {
  const FileVersion one = file_version(file("a/words.txt", "good"));
  EXPECT_TRUE(same(one, file_version(directory_ / "a/words.txt")));
  EXPECT_TRUE(same(one, file_version(file("b/words.txt", "good"))));
  EXPECT_FALSE(same(one, file_version(file("c/words.txt", "evil"))));
  EXPECT_FALSE(same(one, file_version(file("d/words.txt", "better"))));
  EXPECT_FALSE(same(one, file_version(file("a/others.txt", "good"))));
  EXPECT_FALSE(same_contents(std::array{one}, std::array{one, one}));
}

TEST_F(FileVersions, OfAFileThatWasWrittenSinceNothingIsKnown) {
  const FileVersion one = file_version(file("a/words.txt", "good"));
  const FileVersion copy = file_version(file("b/words.txt", "good"));
  std::filesystem::rename(file("a/new.txt", "evil"), directory_ / "a/words.txt");
  EXPECT_FALSE(same(one, file_version(directory_ / "a/words.txt")));
  EXPECT_FALSE(same(one, copy));
  std::filesystem::remove(directory_ / "a/words.txt");
  EXPECT_FALSE(same(one, copy));
  expect_error(ErrorCode::kNotFound, {"words.txt"},
               [&] { (void)file_version(directory_ / "a/words.txt"); });
}

}  // namespace
}  // namespace tango::base
