#include "base/printable.h"

#include <cstddef>

#include "base/utf8.h"

namespace tango::base {
namespace {

bool is_control_character(char32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

void append_escaped(std::string_view bytes, std::string& out) {
  constexpr std::string_view kHexadecimal = "0123456789abcdef";
  for (const unsigned char byte : bytes) {
    out += "\\x";
    out += kHexadecimal[byte / 16U];
    out += kHexadecimal[byte % 16U];
  }
}

std::string printable_but(std::string_view kept, std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t position = 0; position < text.size();) {
    const DecodedCharacter character = decode_utf8(text, position);
    const std::string_view bytes = text.substr(position, character.bytes);
    if (bytes == kept || (character.valid && !is_control_character(character.value))) {
      out += bytes;
    } else {
      append_escaped(bytes, out);
    }
    position += bytes.size();
  }
  return out;
}

}  // namespace

std::string printable(std::string_view text) { return printable_but("", text); }
std::string printable_lines(std::string_view text) { return printable_but("\n", text); }

}  // namespace tango::base
