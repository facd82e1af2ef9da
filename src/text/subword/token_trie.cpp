#include "text/subword/token_trie.h"

namespace tango::text {

TokenTrie::TokenTrie() : slots_(1024, kEmpty), mask_(slots_.size() - 1), ids_(1, -1) {}

void TokenTrie::insert(std::string_view token, std::int32_t id) {
  std::uint32_t node = kRoot;
  for (const char byte : token) {
    std::uint32_t next = child(node, byte);
    if (next == kNone) {
      next = static_cast<std::uint32_t>(ids_.size());
      ids_.push_back(-1);
      if (ids_.size() * 2 > slots_.size()) grow();
      place((key_of(node, byte) << kNodeBits) | next);
    }
    node = next;
  }
  ids_[node] = id;
}

std::uint32_t TokenTrie::find(std::string_view token) const {
  std::uint32_t node = kRoot;
  for (const char byte : token) {
    node = child(node, byte);
    if (node == kNone) break;
  }
  return node;
}

void TokenTrie::place(std::uint64_t slot) {
  std::size_t i = slot_of(slot >> kNodeBits);
  while (slots_[i] != kEmpty) i = (i + 1) & mask_;
  slots_[i] = slot;
}

void TokenTrie::grow() {
  std::vector<std::uint64_t> old(slots_.size() * 2, kEmpty);
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const std::uint64_t slot : old) {
    if (slot != kEmpty) place(slot);
  }
}

}  // namespace tango::text
