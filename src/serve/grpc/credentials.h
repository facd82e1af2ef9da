// What a listener's connections speak: plain HTTP/2, or TLS whose files may change.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <grpcpp/security/server_credentials.h>

#include "serve/http/tls.h"

struct grpc_server_credentials;

namespace tango::serve::grpc {

/// The contents of the files of TLS. Thread-safe.
class Certificates {
 public:
  /// Throws as http::make_tls_context() does.
  explicit Certificates(http::TlsFiles files) : files_(std::move(files)) { read(); }

  /// Reads the files again, for connections to come. Throws likewise; then those read before stay.
  void read();

  [[nodiscard]] const http::TlsFiles& files() const { return files_; }

  struct Texts {
    std::string certificate;
    std::string key;
    std::string client_ca;
  };
  /// Whether there is something new since it was called last, and what.
  [[nodiscard]] bool take_new(Texts& texts);

 private:
  const http::TlsFiles files_;
  std::mutex mutex_;
  Texts texts_;
  bool is_new_ = false;
};

/// `certificates`: outlives the server; without files, there is no TLS.
[[nodiscard]] std::shared_ptr<::grpc::ServerCredentials> make_credentials(
    Certificates& certificates);

}  // namespace tango::serve::grpc
