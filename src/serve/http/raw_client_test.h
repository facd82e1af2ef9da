// Test support: a client that sends bytes as they are and reads responses.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tango::serve {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval ten_seconds{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &ten_seconds, sizeof ten_seconds);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address),  // NOLINT: the C API's way
                  sizeof address) != 0) {
      ::close(socket_);
      throw std::runtime_error("can't connect");
    }
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  [[nodiscard]] static bool listens(std::uint16_t port) {
    try {
      const RawClient client(port);
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }

  /// Whether all was sent; else the server has closed, and what it said is still to be read.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// The next response, header and body; what there is when the server closes or says nothing.
  std::string response() {
    for (;;) {
      const std::size_t header = read_.find("\r\n\r\n");
      if (header != std::string::npos) {
        const std::size_t end = header + 4 + body_bytes(read_.substr(0, header));
        if (read_.size() >= end) return take(end);
      }
      if (!read_more()) return take(read_.size());
    }
  }

  /// Whether the server closes the connection and sends nothing more.
  bool is_closed() { return read_.empty() && !read_more(); }

  [[nodiscard]] int descriptor() const { return socket_; }

 private:
  static std::size_t body_bytes(const std::string& header) {
    const std::size_t at = header.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(header.substr(at + 16));
  }

  bool read_more() {
    char bytes[4096];
    const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    read_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  std::string take(std::size_t bytes) {
    std::string taken = read_.substr(0, bytes);
    read_.erase(0, bytes);
    return taken;
  }

  int socket_;
  std::string read_;
};

inline std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

inline int status_of(const std::string& response) {
  return response.size() > 12 ? std::stoi(response.substr(9, 3)) : 0;
}

inline std::string body_of(const std::string& response) {
  const std::size_t header = response.find("\r\n\r\n");
  return header == std::string::npos ? "" : response.substr(header + 4);
}

}  // namespace tango::serve
