#include "serve/grpc/exchange.h"

#include <string>

#include <fmt/format.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

namespace tango::serve::grpc {

void parse(::grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  ::grpc::ProtoBufferReader reader(&bytes);
  if (reader.status().ok() && message.ParseFromZeroCopyStream(&reader)) return;
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("the call's message can't be read as {}", message.GetTypeName()));
}

::grpc::ByteBuffer serialize(const google::protobuf::Message& message) {
  const ::grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

}  // namespace tango::serve::grpc
