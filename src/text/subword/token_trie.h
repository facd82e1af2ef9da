// Tokens as a trie over bytes, for longest matches.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tango::text {

/// Edges live in one open-addressing table keyed by (node, byte); node 0 is the root. Filled once,
/// then thread-safe to read. Holds up to 2^28 bytes of tokens.
class TokenTrie {
 public:
  static constexpr std::uint32_t kRoot = 0;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  TokenTrie();

  void insert(std::string_view token, std::int32_t id);

  /// The child along a byte; kNone when there is none.
  [[nodiscard]] std::uint32_t child(std::uint32_t node, char byte) const {
    const std::uint64_t key = key_of(node, byte);
    for (std::size_t i = slot_of(key);; i = (i + 1) & mask_) {
      if (slots_[i] >> kNodeBits == key) return static_cast<std::uint32_t>(slots_[i] & kNodeMask);
      if (slots_[i] == kEmpty) return kNone;
    }
  }

  /// The node that spells `token`; kNone when nothing starts with it.
  [[nodiscard]] std::uint32_t find(std::string_view token) const;

  /// The id of the token that ends at a node; -1 when none does.
  [[nodiscard]] std::int32_t id(std::uint32_t node) const { return ids_[node]; }

 private:
  // A slot packs parent (28 bits), byte (8) and child (28); all ones marks an empty one, which no
  // edge can look like because a child's number is above its parent's.
  static constexpr unsigned kNodeBits = 28;
  static constexpr std::uint64_t kNodeMask = (1ULL << kNodeBits) - 1;
  static constexpr std::uint64_t kEmpty = ~0ULL;

  static std::uint64_t key_of(std::uint32_t node, char byte) {
    return (static_cast<std::uint64_t>(node) << 8U) | static_cast<unsigned char>(byte);
  }
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 32U) & mask_;
  }
  void place(std::uint64_t slot);
  void grow();

  std::vector<std::uint64_t> slots_;  ///< A power of two, at most half full.
  std::size_t mask_ = 0;
  std::vector<std::int32_t> ids_;  ///< By node.
};

}  // namespace tango::text
