// SentencePiece's compiled character map: a double-array trie and the strings that its values name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tango::text {

/// Immutable and thread-safe. The trie may be any bytes: what leads out of it is no match.
class CharacterMap {
 public:
  /// `bytes`: the size of the trie in bytes (u32), its units (u32 each), then the strings, each
  /// with a zero byte behind it; all little-endian. Throws kInvalidModel, naming `where`.
  CharacterMap(std::string_view bytes, std::string_view where);

  /// What the shortest key that `chunk` starts with becomes; nullopt where none does.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view chunk) const;

 private:
  [[nodiscard]] std::optional<std::string_view> string_at(std::size_t begin) const;

  std::vector<std::uint32_t> units_;
  std::string strings_;
};

}  // namespace tango::text
