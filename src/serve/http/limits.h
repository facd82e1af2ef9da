// What the HTTP server lets a client do.
#pragma once

#include <chrono>
#include <cstddef>

namespace tango::serve::http {

struct Limits {
  std::size_t body_bytes = std::size_t{2} << 20U;
  std::size_t header_bytes = std::size_t{16} << 10U;
  std::size_t connections = 8192;
  std::chrono::seconds idle{75};    ///< Between the requests of a connection.
  std::chrono::seconds header{10};  ///< From a request's first byte to the end of its header.
  std::chrono::seconds body{30};    ///< From there to the end of its body; and for a response.
};

}  // namespace tango::serve::http
