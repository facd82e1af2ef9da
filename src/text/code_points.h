// Between UTF-8 and single characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tango::text {

/// Decodes UTF-8; an ill-formed sequence becomes U+FFFD.
[[nodiscard]] std::u32string to_utf32(std::string_view text);

/// How many code points valid UTF-8 holds.
[[nodiscard]] std::size_t count_code_points(std::string_view text);

}  // namespace tango::text
