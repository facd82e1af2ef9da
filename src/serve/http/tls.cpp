#include "serve/http/tls.h"

#include <ctime>
#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/mapped_file.h"

namespace tango::serve::http {
namespace {

namespace ssl = boost::asio::ssl;
using Failure = boost::system::error_code;

/// A file of TLS, and the setting that names it.
struct NamedFile {
  const std::filesystem::path& path;
  SettingName setting;

  /// Throws kNotFound and kIo, which OpenSSL doesn't tell from what it can't understand.
  void open() const {
    try {
      const base::MappedFile file(path);
    } catch (const Error& error) {
      throw Error(error.code(), error.what(), {setting});
    }
  }
  void require(const Failure& failure, const char* what) const {
    if (!failure) return;
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{} is no {} in PEM that OpenSSL takes: {}", path.string(), what,
                            failure.message()),
                {setting});
  }
};

/// An encrypted key would have OpenSSL ask at the terminal.
void use_key(ssl::context& context, const NamedFile& key) {
  key.open();
  const auto asks = std::make_shared<bool>(false);
  context.set_password_callback([asks](std::size_t, ssl::context::password_purpose) {
    *asks = true;
    return std::string();
  });
  Failure failure;
  context.use_private_key_file(key.path.string(), ssl::context::pem, failure);
  if (*asks) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{} is encrypted, and a server has nobody to ask for its password; "
                            "\"openssl pkey -in FILE -out OTHER\" writes it unencrypted",
                            key.path.string()),
                {key.setting});
  }
  key.require(failure, "key of that certificate");
}

void ask_for_certificates(ssl::context& context, const NamedFile& authorities) {
  authorities.open();
  Failure failure;
  context.load_verify_file(authorities.path.string(), failure);
  authorities.require(failure, "list of certificates");
  SSL_CTX_set_client_CA_list(context.native_handle(),
                             SSL_load_client_CA_file(authorities.path.c_str()));
  context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  constexpr unsigned char kName[] = "tango";  // of the sessions that may be resumed
  SSL_CTX_set_session_id_context(context.native_handle(), kName, sizeof kName - 1);
}

int choose_http2(SSL* /*connection*/, const unsigned char** chosen, unsigned char* size,
                 const unsigned char* offered, unsigned int offered_size, void* /*unused*/) {
  constexpr unsigned char kHttp2[] = {2, 'h', '2'};  // its length and its name (RFC 7301)
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, kHttp2, sizeof kHttp2, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

TlsContext make_tls_context(const TlsFiles& files, bool speaks_http2) {
  if (files.certificate.empty() != files.key.empty()) {
    throw Error(ErrorCode::kUsage, "TLS needs a certificate and its key: name both files",
                {"tls_certificate", "tls_key"});
  }
  if (files.certificate.empty()) {
    if (files.client_ca.empty()) return nullptr;
    throw Error(ErrorCode::kUsage,
                "clients can be asked for certificates over TLS only: name the server's own, too",
                {"tls_certificate", "tls_client_ca"});
  }
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                       ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 |
                       SSL_OP_NO_RENEGOTIATION);
  const NamedFile certificate{files.certificate, "tls_certificate"};
  certificate.open();
  Failure failure;
  context->use_certificate_chain_file(files.certificate.string(), failure);
  certificate.require(failure, "certificate");
  use_key(*context, {files.key, "tls_key"});
  if (!files.client_ca.empty()) ask_for_certificates(*context, {files.client_ca, "tls_client_ca"});
  if (speaks_http2) {
    SSL_CTX_set_alpn_select_cb(context->native_handle(), choose_http2, nullptr);
  }
  return context;
}

std::optional<std::chrono::sys_seconds> end_of_certificate(const TlsContext& context) {
  if (context == nullptr) return std::nullopt;
  std::tm end{};
  const X509* const own = SSL_CTX_get0_certificate(context->native_handle());
  if (own == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(own), &end) != 1) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::seconds(timegm(&end)));
}

}  // namespace tango::serve::http
