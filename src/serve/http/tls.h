// TLS of a listener.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

namespace boost::asio::ssl {  // NOLINT(readability-identifier-naming): its own name
class context;
}

namespace tango::serve::http {

/// PEM files.
struct TlsFiles {
  std::filesystem::path certificate;  ///< With what leads to a root; empty: no TLS.
  std::filesystem::path key;
  std::filesystem::path client_ca;  ///< Clients must show a certificate of these; empty: need not.
};

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// TLS 1.2 and 1.3. nullptr without a certificate. Throws kUsage where one file lacks another;
/// kNotFound, kIo; kInvalidInput that names the file and says what OpenSSL finds wrong with it, or
/// that it is encrypted. `speaks_http2`: clients that ask for a protocol get that one.
[[nodiscard]] TlsContext make_tls_context(const TlsFiles& files, bool speaks_http2 = false);

/// When its certificate ends; nullopt without TLS.
[[nodiscard]] std::optional<std::chrono::sys_seconds> end_of_certificate(const TlsContext& context);

}  // namespace tango::serve::http
