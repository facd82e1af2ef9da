// HTTP requests under way on one thread of their own, by libcurl.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tango::remote {

using Clock = std::chrono::steady_clock;

struct HttpRequest {
  std::string url;
  std::vector<std::string> headers;  ///< "Name: value".
  std::string body;                  ///< JSON, which is posted.
  std::chrono::milliseconds timeout{30'000};
};

struct HttpResponse {
  int status = 0;  ///< 0: none came, and `failure` says why.
  std::string body;
  std::string failure;
  std::optional<std::chrono::seconds> retry_after;
};

/// Follows no redirection, so that a key goes where it was meant to; takes at most 16 MiB.
class HttpClient {
 public:
  using Done = std::function<void(HttpResponse&& response)>;

  HttpClient();
  /// Nothing is called any more once it returns: what was under way is dropped.
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Thread-safe. `done` is called on the client's thread, and throws nothing.
  void post(HttpRequest request, Done done);
  /// Calls `action` at that time, on the client's thread. Thread-safe.
  void at(Clock::time_point time, std::function<void()> action);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tango::remote
