// Who vouches for the servers that are asked over TLS.
#pragma once

#include <string>

namespace tango::remote {

/// The file of authorities' certificates: the one that SSL_CERT_FILE names; else where this system
/// keeps them, since a libcurl from another one (that of the Python wheel) looks elsewhere. Empty
/// where there is none.
std::string authorities_file();

}  // namespace tango::remote
