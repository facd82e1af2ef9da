#include "base/mapped_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::base {
namespace {

using MappedFiles = TemporaryDirectoryTest;

TEST_F(MappedFiles, HoldWhatIsThere) {
  EXPECT_EQ(MappedFile(file("words.txt", "good")).text(), "good");
  EXPECT_EQ(MappedFile(file("nothing.txt", "")).text(), "");
}

TEST_F(MappedFiles, OfWhatIsNoFileAreRefusedAtOnce) {
  const auto pipe = directory_ / "model.safetensors";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  expect_error(ErrorCode::kIo, {"model.safetensors", "not a regular file"},
               [&] { (void)MappedFile(pipe); });
  expect_error(ErrorCode::kIo, {"not a regular file"}, [&] { (void)MappedFile(directory_); });
}

}  // namespace
}  // namespace tango::base
