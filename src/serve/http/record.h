// What is kept of a request once it is answered.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cascade/origin.h"
#include "service/task.h"

namespace tango::serve::http {

struct Record {
  std::string method;
  std::string path;  ///< As it was asked for: not a metric's label.
  std::shared_ptr<const cascade::Origin> origin = {};  ///< Never nullptr once it is recorded.
  /// It asks for answers to texts, or did not come as far as to say what for: metrics count it.
  bool is_inference = false;
  int status = 0;
  service::Duration time{};
  std::optional<int> grpc_status;  ///< Of a call of gRPC; `status` is then HTTP's nearest.
  std::size_t request_bytes = 0;   ///< Of the bodies.
  std::size_t response_bytes = 0;
  std::string model;   ///< That answered, with its version; "" where none did.
  std::string owner;   ///< Of the key, as ApiKeys::owner_of().
  std::string reason;  ///< Of a failure; never a text.
};

/// Called with each, on the thread that answered. Throws nothing.
using Recorder = std::function<void(const Record& record)>;

}  // namespace tango::serve::http
