// One kept connection to a server, without waiting.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tango::load {

using Clock = std::chrono::steady_clock;

struct Response {
  int status = 0;
  int tier = 0;                         ///< Of its first text; 0: it says none.
  std::optional<double> in_service_ms;  ///< Of its Server-Timing.
};

class Connection {
 public:
  /// Throws std::runtime_error if nobody listens there.
  explicit Connection(std::uint16_t port);
  ~Connection();
  Connection(Connection&& other) noexcept;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection& operator=(Connection&&) = delete;

  [[nodiscard]] int descriptor() const { return socket_; }

  /// `due`: when the request should have been sent; what its latency begins with.
  void send(std::string_view request, Clock::time_point due);
  [[nodiscard]] Clock::time_point due() const { return due_; }

  /// Reads what is there. The response, once it is whole. Throws where the server has closed.
  [[nodiscard]] std::optional<Response> receive();

 private:
  int socket_;
  Clock::time_point due_;
  std::string read_;
};

}  // namespace tango::load
