// Whether a page in a browser asks, at a listener on the loopback address.
#pragma once

#include <string_view>

#include "serve/http/message.h"

namespace tango::serve::http {

/// Whether a name or an address of IP leads to this machine only.
[[nodiscard]] bool is_loopback(std::string_view name);

/// Why a request may be a page's, of whatever site, and not a program's on this machine; "" where
/// nothing speaks for it. Browsers send `Origin` or `Sec-Fetch-Site` with what a page asks, and the
/// page's own name as `Host` once that leads to this machine (DNS rebinding).
[[nodiscard]] std::string_view sign_of_page(const Headers& headers);

}  // namespace tango::serve::http
