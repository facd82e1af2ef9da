#include "text/normalizer/character_map.h"

#include <algorithm>

#include <tango/error.h>

#include "base/utf8.h"

namespace tango::text {
namespace {

constexpr std::size_t kUnitBytes = 4;
constexpr std::uint32_t kLeafBit = 1U << 31U;

std::uint32_t read_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < kUnitBytes; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

bool has_leaf(std::uint32_t unit) { return ((unit >> 8U) & 1U) != 0; }
std::uint32_t label(std::uint32_t unit) { return unit & (kLeafBit | 0xFFU); }
std::uint32_t offset(std::uint32_t unit) { return (unit >> 10U) << ((unit & (1U << 9U)) >> 6U); }

bool is_continuation_byte(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

CharacterMap::CharacterMap(std::string_view bytes, std::string_view where) {
  const auto refuse = [where](const std::string& what) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": the character map " + what);
  };
  if (bytes.size() < kUnitBytes) refuse("is cut off: it should begin with the size of its trie");
  const std::size_t trie_bytes = read_u32(bytes) / kUnitBytes * kUnitBytes;
  bytes.remove_prefix(kUnitBytes);
  if (trie_bytes == 0 || trie_bytes > bytes.size()) {
    refuse("has " + std::to_string(bytes.size()) + " bytes, but its trie should take " +
           std::to_string(trie_bytes));
  }
  units_.reserve(trie_bytes / kUnitBytes);
  for (std::size_t i = 0; i < trie_bytes; i += kUnitBytes) {
    units_.push_back(read_u32(bytes.substr(i)));
  }
  strings_ = bytes.substr(trie_bytes);
  for (std::size_t position = 0; position < strings_.size();) {
    const base::DecodedCharacter character = base::decode_utf8(strings_, position);
    if (!character.valid) refuse("has strings that are not UTF-8");
    position += character.bytes;
  }
}

std::optional<std::string_view> CharacterMap::find(std::string_view chunk) const {
  std::size_t node = offset(units_[0]);
  for (const char byte : chunk) {
    if (byte == '\0') break;
    const auto value = static_cast<unsigned char>(byte);
    node ^= value;
    if (node >= units_.size() || label(units_[node]) != value) break;
    const std::uint32_t unit = units_[node];
    node ^= offset(unit);
    if (has_leaf(unit)) {
      if (node >= units_.size()) return std::nullopt;
      return string_at(units_[node] & ~kLeafBit);
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> CharacterMap::string_at(std::size_t begin) const {
  if (begin > strings_.size()) return std::nullopt;
  if (begin < strings_.size() && is_continuation_byte(strings_[begin])) return std::nullopt;
  const std::size_t end = std::min(strings_.find('\0', begin), strings_.size());
  return std::string_view(strings_).substr(begin, end - begin);
}

}  // namespace tango::text
