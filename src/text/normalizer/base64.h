// Base64, in which a tokenizer.json holds bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tango::text {

/// The bytes; nullopt where `text` is not base64 of RFC 4648, section 4, with its padding.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace tango::text
