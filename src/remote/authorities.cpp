#include "remote/authorities.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace tango::remote {

std::string authorities_file() {
  const char* const named = std::getenv("SSL_CERT_FILE");
  if (named != nullptr && *named != '\0') return named;
  for (const char* place : {"/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Arch, Alpine
                            "/etc/pki/tls/certs/ca-bundle.crt",    // Fedora, Red Hat
                            "/etc/ssl/ca-bundle.pem",              // SUSE
                            "/etc/ssl/cert.pem"}) {
    std::error_code none;
    if (std::filesystem::exists(place, none)) return place;
  }
  return {};
}

}  // namespace tango::remote
