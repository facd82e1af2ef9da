// The HTTP server: a listener and its connections.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "serve/http/limits.h"
#include "serve/http/router.h"
#include "serve/http/tls.h"
#include "service/task.h"

namespace tango::serve::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any that is free.
  TlsFiles tls = {};
  Limits limits = {};
};

/// HTTP/1.1 and 1.0 with kept connections, pipelining, chunked bodies and `Expect: 100-continue`,
/// on one thread of its own.
class Server {
 public:
  /// Listens from now on and answers with `router`, which outlives it. Throws kIo if it can't
  /// listen there, and as make_tls_context() does.
  Server(const ServerOptions& options, const Router& router);
  // NOLINTNEXTLINE(bugprone-exception-escape)
  ~Server();  ///< stop() without time to end.
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;

  /// Runs `work` soon on the server's thread, one after the other. From any thread.
  void post(std::function<void()> work);

  /// Reads the files of TLS again, for connections to come. Throws as make_tls_context() does;
  /// then those read before stay.
  void reload_tls();

  /// nullopt without TLS. From any thread.
  [[nodiscard]] std::optional<std::chrono::sys_seconds> end_of_certificate() const;

  /// Listens no more and closes connections without a request; those with one are closed once it
  /// is answered, or at `until`. Returns when none is left.
  void stop(service::TimePoint until);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tango::serve::http
