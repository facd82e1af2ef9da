// Numbers 64-bit keys in the order of their insertion: sixteen to thirty bytes per key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace tango::augment {

/// Open addressing, for keys that are hashes already. Thread-safe to read.
class HashIndex {
 public:
  /// The number of `key`, and whether it is new. At most 2^32 - 1 keys.
  std::pair<std::uint32_t, bool> insert(std::uint64_t key) {
    if (2 * (keys_.size() + 1) > slots_.size()) grow();
    std::uint32_t& slot = slots_[place(key)];
    if (slot != kEmpty) return {slot, false};
    slot = static_cast<std::uint32_t>(keys_.size());
    keys_.push_back(key);
    return {slot, true};
  }

  [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t key) const {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t slot = slots_[place(key)];
    return slot == kEmpty ? std::nullopt : std::optional(slot);
  }

  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  static constexpr std::uint32_t kEmpty = ~std::uint32_t{0};
  static constexpr std::size_t kFirstSlots = 64;

  /// The slot of `key`, or the free one where it belongs.
  [[nodiscard]] std::size_t place(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = (key ^ (key >> 32U)) & mask;
    while (slots_[slot] != kEmpty && keys_[slots_[slot]] != key) slot = (slot + 1) & mask;
    return slot;
  }

  void grow() {
    slots_.assign(slots_.empty() ? kFirstSlots : 2 * slots_.size(), kEmpty);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      slots_[place(keys_[i])] = static_cast<std::uint32_t>(i);
    }
  }

  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> slots_;  ///< A power of two, at most half full.
};

}  // namespace tango::augment
