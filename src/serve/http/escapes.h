// Names in the target of a request, with the escapes of RFC 3986 ("%20").
#pragma once

#include <string>
#include <string_view>

namespace tango::serve::http {

/// One segment of a path without its escapes. Throws kNotFound, since nothing has such a name, for
/// one that is ill-formed, is a slash, or is a zero byte.
[[nodiscard]] std::string decode_segment(std::string_view segment);

/// The first value of `key` in a query, where "+" stands for a space, too; "" without one. Throws
/// as decode_segment does.
[[nodiscard]] std::string query_value(std::string_view query, std::string_view key);

}  // namespace tango::serve::http
