#include "serve/grpc/credentials.h"

#include <utility>

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

#include "base/mapped_file.h"

namespace tango::serve::grpc {
namespace {

std::string text_of(const std::filesystem::path& file) {
  return file.empty() ? std::string() : std::string(base::MappedFile(file).text());
}

/// gRPC's question before each handshake.
grpc_ssl_certificate_config_reload_status give(void* certificates,
                                               grpc_ssl_server_certificate_config** config) {
  Certificates::Texts texts;
  if (!static_cast<Certificates*>(certificates)->take_new(texts)) {
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  }
  const grpc_ssl_pem_key_cert_pair pair{texts.key.c_str(), texts.certificate.c_str()};
  // gRPC wants authorities also where it asks clients for nothing that they could have signed.
  const std::string& authorities = texts.client_ca.empty() ? texts.certificate : texts.client_ca;
  *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

grpc_server_credentials* make_core_credentials(Certificates& certificates) {
  if (certificates.files().certificate.empty()) return grpc_insecure_server_credentials_create();
  const auto clients = certificates.files().client_ca.empty()
                           ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                           : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
  return grpc_ssl_server_credentials_create_with_options(
      grpc_ssl_server_credentials_create_options_using_config_fetcher(clients, give,
                                                                      &certificates));
}

/// gRPC's C++ has no certificates that change when they are told to; its C has.
class Credentials : public ::grpc::ServerCredentials {
 public:
  explicit Credentials(Certificates& certificates)
      : credentials_(make_core_credentials(certificates)) {}
  ~Credentials() override { grpc_server_credentials_release(credentials_); }
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  void SetAuthMetadataProcessor(
      const std::shared_ptr<::grpc::AuthMetadataProcessor>& /*processor*/) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  grpc_server_credentials* credentials_;
};

}  // namespace

void Certificates::read() {
  if (http::make_tls_context(files_) == nullptr) return;  // which says what is wrong with a file
  Texts texts;
  texts.certificate = text_of(files_.certificate);
  texts.key = text_of(files_.key);
  texts.client_ca = text_of(files_.client_ca);
  const std::lock_guard lock(mutex_);
  texts_ = std::move(texts);
  is_new_ = true;
}

bool Certificates::take_new(Texts& texts) {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(is_new_, false)) return false;
  texts = texts_;
  return true;
}

std::shared_ptr<::grpc::ServerCredentials> make_credentials(Certificates& certificates) {
  return std::make_shared<Credentials>(certificates);
}

}  // namespace tango::serve::grpc
