#include "load/connection.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tango::load {
namespace {

int number_after(std::string_view text, std::string_view words) {
  const std::size_t at = text.find(words);
  if (at == std::string_view::npos) return 0;
  int number = 0;
  std::from_chars(text.data() + at + words.size(), text.data() + text.size(), number);
  return number;
}

}  // namespace

Connection::Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address),  // NOLINT: the C API's way
                sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("nobody listens at port " + std::to_string(port));
  }
}

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

Connection::Connection(Connection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), due_(other.due_), read_(std::move(other.read_)) {}

void Connection::send(std::string_view request, Clock::time_point due) {
  due_ = due;
  while (!request.empty()) {
    const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw std::runtime_error("the server has closed a connection");
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::optional<Response> Connection::receive() {
  char bytes[65536];
  const ssize_t count = ::recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT);
  if (count == 0) throw std::runtime_error("the server has closed a connection");
  if (count < 0) {
    if (errno == EAGAIN || errno == EINTR) return std::nullopt;
    throw std::runtime_error("a connection broke");
  }
  read_.append(bytes, static_cast<std::size_t>(count));
  const std::size_t header = read_.find("\r\n\r\n");
  if (header == std::string::npos) return std::nullopt;
  std::string head = read_.substr(0, header);
  std::ranges::transform(head, head.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto body = static_cast<std::size_t>(number_after(head, "content-length: "));
  if (read_.size() < header + 4 + body) return std::nullopt;
  Response response{.status = number_after(head, "http/1.1 "),
                    .tier = number_after(std::string_view(read_).substr(header), "\"tier\":"),
                    .in_service_ms = {}};
  constexpr std::string_view kTiming = "server-timing: service;dur=";
  if (const std::size_t at = head.find(kTiming); at != std::string::npos) {
    response.in_service_ms = std::strtod(head.data() + at + kTiming.size(), nullptr);
  }
  read_.clear();
  return response;
}

}  // namespace tango::load
