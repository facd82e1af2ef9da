#include "base/utf8.h"

namespace tango::base {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t position) {
  return position < text.size() ? static_cast<std::uint8_t>(text[position]) : 0;
}

bool is_continuation(std::uint8_t byte) { return (byte & 0xC0U) == 0x80U; }

}  // namespace

DecodedCharacter decode_utf8(std::string_view text, std::size_t position) {
  const std::uint8_t lead = byte_at(text, position);
  if (lead < 0x80) return {lead, 1, true};
  int length = 0;
  std::uint8_t low = 0x80;  // the bounds of the second byte exclude overlongs and surrogates
  std::uint8_t high = 0xBF;
  char32_t value = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
    value = lead & 0x1FU;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    value = lead & 0x0FU;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    value = lead & 0x07U;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {kReplacementCharacter, 1, false};
  }
  for (int i = 1; i < length; ++i) {
    const std::uint8_t byte = byte_at(text, position + static_cast<std::size_t>(i));
    const bool fits = i == 1 ? byte >= low && byte <= high : is_continuation(byte);
    if (!fits) return {kReplacementCharacter, static_cast<std::uint8_t>(i), false};
    value = (value << 6U) | (byte & 0x3FU);
  }
  return {value, static_cast<std::uint8_t>(length), true};
}

void append_utf8(char32_t value, std::string& out) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0U | (value >> 6U));
    put(0x80U | (value & 0x3FU));
  } else if (value < 0x10000) {
    put(0xE0U | (value >> 12U));
    put(0x80U | ((value >> 6U) & 0x3FU));
    put(0x80U | (value & 0x3FU));
  } else {
    put(0xF0U | (value >> 18U));
    put(0x80U | ((value >> 12U) & 0x3FU));
    put(0x80U | ((value >> 6U) & 0x3FU));
    put(0x80U | (value & 0x3FU));
  }
}

std::size_t repair_utf8(std::string& text) {
  std::size_t position = 0;
  while (position < text.size()) {
    const DecodedCharacter character = decode_utf8(text, position);
    if (!character.valid) break;
    position += character.bytes;
  }
  if (position == text.size()) return 0;
  std::string repaired = text.substr(0, position);
  std::size_t replaced = 0;
  while (position < text.size()) {
    const DecodedCharacter character = decode_utf8(text, position);
    replaced += character.valid ? 0 : 1;
    append_utf8(character.value, repaired);
    position += character.bytes;
  }
  text = std::move(repaired);
  return replaced;
}

}  // namespace tango::base
