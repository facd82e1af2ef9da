// The gRPC server: a listener and its calls.
#pragma once

#include <cstdint>
#include <memory>

#include "serve/grpc/methods.h"
#include "serve/http/api_keys.h"
#include "serve/http/record.h"
#include "serve/http/server.h"
#include "service/task.h"

namespace tango::serve::grpc {

/// On threads of gRPC's, and one that takes connections.
class Server {
 public:
  /// Listens from now on. `options.limits`: its `connections` bounds calls under way, too; `body` a
  /// message. `keys` outlives it. Throws kIo if it can't listen there, and as
  /// http::make_tls_context() does.
  Server(const http::ServerOptions& options, Methods methods, const http::CurrentKeys& keys,
         http::Recorder recorder);
  // NOLINTNEXTLINE(bugprone-exception-escape)
  ~Server();  ///< stop() without time to end.
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  /// Reads the files of TLS again, for connections to come. Throws as http::make_tls_context()
  /// does; then those read before stay.
  void reload_tls();

  /// Takes no more connections and calls; those under way end, or are cancelled at `until`.
  /// Returns when none is left, for which those who answer must go on.
  void stop(service::TimePoint until);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tango::serve::grpc
