// A call as the methods see it: one message in, one out.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <tango/error.h>

#include "cascade/origin.h"
#include "service/task.h"

namespace tango::serve::grpc {

struct Reply {
  ::grpc::ByteBuffer message;
  bool degraded = false;   ///< The first tier answered: the server was full.
  std::string model = {};  ///< For the log, as in http::Record.
};

/// A call under way.
struct Exchange {
  ::grpc::ByteBuffer message;
  service::TimePoint received;  ///< When the whole of it had come.
  service::TimePoint deadline;  ///< The call's own, a little earlier, so that the answer arrives.
  std::stop_token cancelled;    ///< The client cancelled it or went away.
  std::uint64_t tenant = 0;     ///< Who asks, by the key; 0 where none is needed.
  std::shared_ptr<const cascade::Origin> origin;
  /// One of the two is to be called, once, on any thread.
  std::function<void(Reply&&)> respond;
  std::function<void(const Error&)> fail;
};

/// Throws kInvalidInput where the bytes are no such message.
void parse(::grpc::ByteBuffer& bytes, google::protobuf::Message& message);

[[nodiscard]] ::grpc::ByteBuffer serialize(const google::protobuf::Message& message);

}  // namespace tango::serve::grpc
