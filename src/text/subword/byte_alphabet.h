// GPT-2's way to write bytes as visible characters, used in byte-level vocabularies.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tango::text {

/// The character that stands for each byte (Radford et al. 2019): printable Latin-1 for itself, the
/// other 68 bytes, in order, as U+0100 and on.
[[nodiscard]] const std::array<char32_t, 256>& byte_characters();

/// The bytes that a token spells; nullopt when one of its characters stands for no byte.
[[nodiscard]] std::optional<std::string> to_bytes(std::string_view token);

}  // namespace tango::text
