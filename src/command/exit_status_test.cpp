#include "command/exit_status.h"

#include <set>

#include <gtest/gtest.h>

namespace tango::command {
namespace {

TEST(ExitStatus, EachKindOfFailureHasItsOwn) {
  std::set<int> statuses{kSuccess, kAnswerIsNo};
  for (const ErrorCode code :
       {ErrorCode::kUsage, ErrorCode::kNotFound, ErrorCode::kInvalidInput, ErrorCode::kInvalidModel,
        ErrorCode::kUnsupported, ErrorCode::kIo, ErrorCode::kClosedPipe, ErrorCode::kInternal,
        ErrorCode::kDeadline, ErrorCode::kCancelled, ErrorCode::kOverloaded,
        ErrorCode::kStopping}) {
    EXPECT_TRUE(statuses.insert(exit_status(code)).second);
    EXPECT_EQ(error_code_of(exit_status(code)), code);
  }
  EXPECT_EQ(exit_status(ErrorCode::kUsage), 2);
  EXPECT_EQ(exit_status(ErrorCode::kClosedPipe), 141);
  EXPECT_EQ(error_code_of(kAnswerIsNo), ErrorCode::kInternal);
  EXPECT_EQ(error_code_of(128 + 9), ErrorCode::kInternal) << "killed";
}

}  // namespace
}  // namespace tango::command
