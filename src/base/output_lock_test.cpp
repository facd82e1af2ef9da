#include "base/output_lock.h"

#include <optional>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::base {
namespace {

using OutputLockTest = TemporaryDirectoryTest;

TEST_F(OutputLockTest, IsHeldByOne) {
  const auto target = directory_ / "model";
  std::optional<OutputLock> first(target);
  expect_error(ErrorCode::kUsage, {"model/", "another run is making it"},
               [&] { const OutputLock second(directory_ / "model/"); });
  const OutputLock other(directory_ / "other");
  first.reset();
  OutputLock third(target);
  third.release();
  const OutputLock fourth(target);
}

TEST_F(OutputLockTest, LeavesNothing) {
  { const OutputLock lock(directory_ / "model"); }
  EXPECT_TRUE(std::filesystem::is_empty(directory_));
}

TEST_F(OutputLockTest, WhatAKilledProcessLeftLocksNothing) {
  write_file(directory_ / ".model.lock", "");
  const OutputLock lock(directory_ / "model");
}

TEST_F(OutputLockTest, ADirectoryThatIsNotThereIsNamed) {
  expect_error(ErrorCode::kNotFound, {"none/model: No such file"},
               [&] { const OutputLock lock(directory_ / "none/model"); });
}

}  // namespace
}  // namespace tango::base
