// The merges of byte-pair encoding, and applying them.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace tango::text {

/// A piece of a word on its way to a token.
struct Symbol {
  std::int32_t id;
  std::uint32_t length;  ///< In bytes of the word.
};

struct Merge {
  static constexpr std::uint32_t kNoRank = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t rank = kNoRank;
  std::int32_t id = -1;
};

/// (left id, right id) -> rank and merged id. Filled once, then thread-safe to read.
class MergeTable {
 public:
  explicit MergeTable(std::size_t merges);

  /// A pair that is already there takes the new values. The table has no room for more pairs than
  /// the count given.
  void insert(std::int32_t left, std::int32_t right, Merge merge);

  [[nodiscard]] Merge find(std::int32_t left, std::int32_t right) const {
    const std::uint64_t key = key_of(left, right);
    for (std::size_t i = slot_of(key);; i = (i + 1) & mask_) {
      if (slots_[i].key == key) return slots_[i].merge;
      if (slots_[i].key == kEmpty) return {};
    }
  }

  /// Merges the neighbours of lowest rank, the leftmost of them first, until none is left
  /// (Sennrich, Haddow, Birch 2016, "Neural machine translation of rare words with subword units").
  void apply(std::vector<Symbol>& symbols) const;

  /// The same in time n log n, for long words.
  void apply_by_queue(std::vector<Symbol>& symbols) const;

 private:
  static constexpr std::uint64_t kEmpty = ~0ULL;
  struct Slot {
    std::uint64_t key = kEmpty;
    Merge merge;
  };

  static std::uint64_t key_of(std::int32_t left, std::int32_t right) {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32U) |
           static_cast<std::uint32_t>(right);
  }
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 32U) & mask_;
  }
  void apply_by_scan(std::vector<Symbol>& symbols) const;

  std::vector<Slot> slots_;  ///< A power of two, at most half full.
  std::size_t mask_;
};

}  // namespace tango::text
