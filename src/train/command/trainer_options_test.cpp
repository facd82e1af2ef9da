#include "train/command/trainer_options.h"

#include <ATen/Context.h>
#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::train {
namespace {

TEST(Device, IsAGpuWhereThereIsOne) {
  RunOptions options;
  EXPECT_EQ(device_of(options).is_cuda(), at::hasCUDA());
  options.device = "cpu";
  EXPECT_TRUE(device_of(options).is_cpu());
}

TEST(Device, AGpuThatIsNotThereIsRefused) {
  if (at::hasCUDA()) GTEST_SKIP() << "there is one";
  RunOptions options;
  options.device = "cuda";
  try {
    (void)device_of(options);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
  }
}

}  // namespace
}  // namespace tango::train
