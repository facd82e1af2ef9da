#include "serve/grpc/status.h"

#include <string>

#include <gtest/gtest.h>

#include "serve/grpc/error_details.pb.h"

namespace tango::serve::grpc {
namespace {

TEST(GrpcStatus, EachKindOfErrorHasItsCode) {
  EXPECT_EQ(status_code(ErrorCode::kInvalidInput), ::grpc::INVALID_ARGUMENT);
  EXPECT_EQ(status_code(ErrorCode::kNotFound), ::grpc::NOT_FOUND);
  EXPECT_EQ(status_code(ErrorCode::kOverloaded), ::grpc::RESOURCE_EXHAUSTED);
  EXPECT_EQ(status_code(ErrorCode::kStopping), ::grpc::UNAVAILABLE);
  EXPECT_EQ(status_code(ErrorCode::kDeadline), ::grpc::DEADLINE_EXCEEDED);
  EXPECT_EQ(status_code(ErrorCode::kCancelled), ::grpc::CANCELLED);
  EXPECT_EQ(status_code(ErrorCode::kIo), ::grpc::INTERNAL);
}

TEST(GrpcStatus, SaysWhenToComeAgain) {
  const ::grpc::Status status = to_status({ErrorCode::kOverloaded, "full"});
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), ::grpc::RESOURCE_EXHAUSTED);
  google::rpc::RetryInfo retry;
  ASSERT_EQ(details.details_size(), 1);
  ASSERT_TRUE(details.details(0).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_TRUE(to_status({ErrorCode::kNotFound, "none"}).error_details().empty());
}

TEST(GrpcStatus, LongMessagesAreCutBetweenCharacters) {
  std::string text = "a";
  for (int i = 0; i < 1000; ++i) text += "ü";
  const std::string message = to_status({ErrorCode::kInvalidInput, text}).error_message();
  EXPECT_EQ(message.size(), 999U + 4U);
  EXPECT_TRUE(message.ends_with("ü ..."));
}

}  // namespace
}  // namespace tango::serve::grpc
