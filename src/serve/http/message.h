// A request and its response as the routes see them, whatever carries them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cascade/origin.h"
#include "service/task.h"

namespace tango::serve::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the header of that name, whatever its letters' case; "" without one.
[[nodiscard]] std::string_view find_header(const Headers& headers, std::string_view name);

struct Request {
  std::string method;
  std::string path;  ///< Without the query.
  Headers headers;
  std::string body;
  std::string query = {};  ///< What is behind the "?", as it came.
};

struct Response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  Headers headers = {};
  std::string model = {};           ///< For the log, as in Record.
  std::string reason = {};          ///< Likewise.
  std::shared_ptr<void> held = {};  ///< UnreadAnswers: to be kept until it is written.
};

/// A request under way.
struct Exchange {
  Request request;
  service::TimePoint received;  ///< When the whole of it had come.
  std::stop_token cancelled;    ///< The client went away.
  std::uint64_t tenant = 0;     ///< Who asks, by the key; 0 where none is needed.
  std::shared_ptr<const cascade::Origin> origin = {};
  /// To be called once, on any thread.
  std::function<void(Response&&)> respond;
};

}  // namespace tango::serve::http
