#include "base/file_status.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::base {
namespace {

using FileStatus = TemporaryDirectoryTest;

TEST_F(FileStatus, TellsWhatIsThere) {
  const auto some = file("some.txt", "");
  EXPECT_TRUE(base::exists(some));
  EXPECT_FALSE(base::is_directory(some));
  EXPECT_TRUE(base::is_directory(directory_));
  EXPECT_FALSE(base::exists(directory_ / "none"));
  EXPECT_FALSE(base::exists(some / "below"));
}

TEST_F(FileStatus, WhatCannotBeToldIsAnError) {
  const auto loop = directory_ / "loop";
  std::filesystem::create_symlink("loop", loop);
  for (const auto ask : {base::exists, base::is_directory}) {
    expect_error(ErrorCode::kIo, {loop.string() + ": Too many levels"}, [&] { (void)ask(loop); });
  }
}

}  // namespace
}  // namespace tango::base
