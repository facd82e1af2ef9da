#include "text/code_points.h"

#include <algorithm>

#include "base/utf8.h"

namespace tango::text {

std::u32string to_utf32(std::string_view text) {
  std::u32string out;
  for (std::size_t position = 0; position < text.size();) {
    const base::DecodedCharacter character = base::decode_utf8(text, position);
    out.push_back(character.value);
    position += character.bytes;
  }
  return out;
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

}  // namespace tango::text
