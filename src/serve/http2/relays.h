// Takes connections of HTTP/2 for a server that has no limits of its own for what they send.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "serve/http/server.h"
#include "serve/http2/relay.h"
#include "service/task.h"

namespace tango::serve::http2 {

/// On one thread of its own. It never gives up listening: without a descriptor left, and beyond the
/// limit, connections wait until others end.
class Relays {
 public:
  /// `take`: from then on a connection's server. `gate`: nullptr where all are let in. `tick`:
  /// called twice a second. Throws kIo if it can't listen there, and as http::make_tls_context()
  /// does.
  Relays(const http::ServerOptions& options, Take take, Gate gate,
         std::function<void(service::TimePoint now)> tick);
  // NOLINTNEXTLINE(bugprone-exception-escape)
  ~Relays();  ///< stop() without time to end.
  Relays(const Relays&) = delete;
  Relays& operator=(const Relays&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  /// Reads the files of TLS again, for connections to come. Throws as http::make_tls_context()
  /// does; then those read before stay.
  void reload_tls();

  /// Listens no more, and ends connections that the server doesn't know of; `tick` is still called.
  void close();

  /// Returns once all connections have ended, at the latest a moment after `until`.
  void stop(service::TimePoint until);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tango::serve::http2
