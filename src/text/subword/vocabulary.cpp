#include "text/subword/vocabulary.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include <tango/error.h>

#include "base/utf8.h"
#include "text/subword/hash.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

constexpr std::size_t kLargestPool = (1U << 28U) - 2;  // bytes; as many as a TokenTrie can number

std::string_view trim_end(std::string_view line) {
  std::size_t end = 0;
  for (std::size_t position = 0; position < line.size();) {
    const base::DecodedCharacter character = base::decode_utf8(line, position);
    position += character.bytes;
    if (!unicode::has(character.value, unicode::kWhitespace)) end = position;
  }
  return line.substr(0, end);
}

bool is_valid_utf8(std::string_view text) {
  for (std::size_t position = 0; position < text.size();) {
    const base::DecodedCharacter character = base::decode_utf8(text, position);
    if (!character.valid) return false;
    position += character.bytes;
  }
  return true;
}

}  // namespace

std::optional<std::size_t> TokenIds::place_of(std::string_view token) const {
  for (std::size_t place = 0; place < size(); ++place) {
    if (this->token(place) == token) return place;
  }
  return std::nullopt;
}

Vocabulary::Vocabulary(TokenIds tokens, std::string_view where)
    : pool_(std::move(tokens.pool_)), slots_(std::bit_ceil(tokens.size() * 2 + 8)) {
  if (pool_.size() > kLargestPool) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": vocabulary of over 256 MiB");
  }
  for (const TokenIds::Place& place : tokens.places_) insert(place);
  const std::vector<const Slot*> slots = by_id();
  if (!slots.empty()) largest_id_ = slots.back()->id;
  const auto same_id = [](const Slot* left, const Slot* right) { return left->id == right->id; };
  if (const auto twice = std::adjacent_find(slots.begin(), slots.end(), same_id);
      twice != slots.end()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": tokens \"" + std::string(token(**twice)) + "\" and \"" +
                    std::string(token(**(twice + 1))) + "\" have the same id " +
                    std::to_string((*twice)->id));
  }
}

void Vocabulary::insert(const TokenIds::Place& place) {
  const std::string_view fresh = std::string_view(pool_).substr(place.begin, place.length);
  const std::uint32_t hash = hash_bytes(fresh);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.id < 0) {
      slot = {place.begin, place.length, hash, place.id};
      ++size_;
      return;
    }
    if (slot.hash == hash && token(slot) == fresh) {
      slot.id = place.id;
      return;
    }
  }
}

std::int32_t Vocabulary::id_of(std::string_view token) const {
  const std::uint32_t hash = hash_bytes(token);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.id < 0) return -1;
    if (slot.hash == hash && slot.length == token.size() &&
        std::memcmp(pool_.data() + slot.begin, token.data(), token.size()) == 0) {
      return slot.id;
    }
  }
}

std::vector<const Vocabulary::Slot*> Vocabulary::by_id() const {
  std::vector<const Slot*> slots;
  slots.reserve(size_);
  for (const Slot& slot : slots_) {
    if (slot.id >= 0) slots.push_back(&slot);
  }
  // Ids are nearly always 0 … size - 1, and then need no sorting.
  std::vector<const Slot*> placed(size_, nullptr);
  bool dense = true;
  for (const Slot* slot : slots) {
    const auto id = static_cast<std::size_t>(slot->id);
    dense = dense && id < size_ && placed[id] == nullptr;
    if (dense) placed[id] = slot;
  }
  if (dense) return placed;
  std::sort(slots.begin(), slots.end(),
            [](const Slot* left, const Slot* right) { return left->id < right->id; });
  return slots;
}

std::vector<std::pair<std::string_view, std::int32_t>> Vocabulary::entries() const {
  std::vector<std::pair<std::string_view, std::int32_t>> out;
  out.reserve(size_);
  for (const Slot* slot : by_id()) out.emplace_back(token(*slot), slot->id);
  return out;
}

TokenIds read_vocabulary_lines(std::string_view text, std::string_view where) {
  TokenIds entries;
  entries.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1,
                  text.size());
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t newline = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, newline - begin);
    if (!is_valid_utf8(line)) {
      throw Error(ErrorCode::kInvalidModel, std::string(where) + ": line " +
                                                std::to_string(entries.size() + 1) +
                                                " is not valid UTF-8");
    }
    if (!is_token_id(entries.size())) {
      throw Error(ErrorCode::kInvalidModel, std::string(where) + ": too many lines");
    }
    entries.add(trim_end(line), static_cast<std::int32_t>(entries.size()));
    begin = newline + 1;
  }
  return entries;
}

}  // namespace tango::text
