// Compressed headers (RFC 7541), read with libnghttp2.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "serve/http2/frame.h"
#include "serve/http2/gate.h"

namespace tango::serve::http2 {

/// Adds the fields of the first header of a connection, which is whole, to `fields`. Each counts
/// with 32 bytes besides name and value, as in SETTINGS_MAX_HEADER_LIST_SIZE.
[[nodiscard]] std::optional<Violation> inflate(std::string_view block, std::size_t most_bytes,
                                               Fields& fields);

/// A block of that field alone. A table of size 0 comes first: a client may have asked for one that
/// is smaller than it is (RFC 7541, 4.2).
inline constexpr std::string_view kStatus200 = "\x20\x88";

/// Appends a field that is part of no table.
void append_field(std::string& block, std::string_view name, std::string_view value);

}  // namespace tango::serve::http2
