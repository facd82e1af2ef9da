#include "text/subword/byte_alphabet.h"

#include "base/utf8.h"

namespace tango::text {
namespace {

constexpr char32_t kFirstSubstitute = 0x100;

constexpr bool is_printable(char32_t value) {
  return (value >= 0x21 && value <= 0x7E) || (value >= 0xA1 && value <= 0xAC) ||
         (value >= 0xAE && value <= 0xFF);
}

constexpr std::array<char32_t, 256> make_characters() {
  std::array<char32_t, 256> characters{};
  char32_t next = kFirstSubstitute;
  for (char32_t byte = 0; byte < 256; ++byte) characters[byte] = is_printable(byte) ? byte : next++;
  return characters;
}

constexpr std::array<char32_t, 256> kCharacters = make_characters();
constexpr std::size_t kLargest = kFirstSubstitute + 68;

constexpr std::array<std::int16_t, kLargest> make_bytes() {
  std::array<std::int16_t, kLargest> bytes{};
  for (std::int16_t& byte : bytes) byte = -1;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    bytes[kCharacters[byte]] = static_cast<std::int16_t>(byte);
  }
  return bytes;
}

constexpr std::array<std::int16_t, kLargest> kBytes = make_bytes();

}  // namespace

const std::array<char32_t, 256>& byte_characters() { return kCharacters; }

std::optional<std::string> to_bytes(std::string_view token) {
  std::string bytes;
  for (std::size_t position = 0; position < token.size();) {
    const base::DecodedCharacter character = base::decode_utf8(token, position);
    if (character.value >= kLargest || kBytes[character.value] < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(kBytes[character.value]));
    position += character.bytes;
  }
  return bytes;
}

}  // namespace tango::text
