#include "serve/http/tls.h"

#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>

#include <tango/error.h>

namespace tango::serve::http {
namespace {

namespace ssl = boost::asio::ssl;
using Failure = boost::system::error_code;

void require(const Failure& failure, const std::filesystem::path& file, const char* what) {
  if (!failure) return;
  throw Error(ErrorCode::kInvalidInput, fmt::format("{} is no {} in PEM that OpenSSL takes: {}",
                                                    file.string(), what, failure.message()));
}

void ask_for_certificates(ssl::context& context, const std::filesystem::path& authorities) {
  Failure failure;
  context.load_verify_file(authorities.string(), failure);
  require(failure, authorities, "list of certificates");
  SSL_CTX_set_client_CA_list(context.native_handle(), SSL_load_client_CA_file(authorities.c_str()));
  context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  constexpr unsigned char kName[] = "tango";  // of the sessions that may be resumed
  SSL_CTX_set_session_id_context(context.native_handle(), kName, sizeof kName - 1);
}

}  // namespace

TlsContext make_tls_context(const TlsFiles& files) {
  if (files.certificate.empty() != files.key.empty()) {
    throw Error(ErrorCode::kUsage, "TLS needs a certificate and its key: name both files");
  }
  if (files.certificate.empty()) {
    if (files.client_ca.empty()) return nullptr;
    throw Error(ErrorCode::kUsage,
                "clients can be asked for certificates over TLS only: name the server's own, too");
  }
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                       ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 |
                       SSL_OP_NO_RENEGOTIATION);
  Failure failure;
  context->use_certificate_chain_file(files.certificate.string(), failure);
  require(failure, files.certificate, "certificate");
  context->use_private_key_file(files.key.string(), ssl::context::pem, failure);
  require(failure, files.key, "key of that certificate");
  if (!files.client_ca.empty()) ask_for_certificates(*context, files.client_ca);
  return context;
}

}  // namespace tango::serve::http
