#include "text/subword/vocabulary.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include <tango/error.h>

#include "base/utf8.h"
#include "text/subword/hash.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

constexpr std::int64_t kLargestId = std::numeric_limits<std::int32_t>::max() - 1;
constexpr std::size_t kLargestPool = (1U << 28U) - 2;  // what a TokenTrie can number

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

Vocabulary::Vocabulary(const std::vector<Entry>& entries, std::string_view where)
    : slots_(std::bit_ceil(entries.size() * 2 + 8)) {
  std::size_t bytes = 0;
  for (const Entry& entry : entries) bytes += entry.first.size();
  if (bytes > kLargestPool) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": vocabulary of over 256 MiB");
  }
  pool_.reserve(bytes);
  for (const auto& [token, id] : entries) insert(token, id);

  std::vector<std::pair<std::int32_t, std::uint32_t>> ids;
  for (std::uint32_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].id >= 0) ids.emplace_back(slots_[i].id, i);
  }
  std::sort(ids.begin(), ids.end());
  if (!ids.empty()) largest_id_ = ids.back().first;
  const auto same_id = [](const auto& left, const auto& right) {
    return left.first == right.first;
  };
  if (const auto twice = std::adjacent_find(ids.begin(), ids.end(), same_id); twice != ids.end()) {
    const auto token = [this](const Slot& slot) { return pool_.substr(slot.begin, slot.length); };
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": tokens \"" + token(slots_[twice->second]) + "\" and \"" +
                    token(slots_[(twice + 1)->second]) + "\" have the same id " +
                    std::to_string(twice->first));
  }
}

void Vocabulary::insert(std::string_view token, std::int32_t id) {
  const std::uint32_t hash = hash_bytes(token);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.id < 0) {
      slot = {static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(token.size()),
              hash, id};
      pool_ += token;
      ++size_;
      return;
    }
    if (slot.hash == hash && std::string_view(pool_).substr(slot.begin, slot.length) == token) {
      slot.id = id;
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

std::vector<std::pair<std::string_view, std::int32_t>> Vocabulary::entries() const {
  std::vector<Slot> used;
  used.reserve(size_);
  for (const Slot& slot : slots_) {
    if (slot.id >= 0) used.push_back(slot);
  }
  std::sort(used.begin(), used.end(), [](const Slot& left, const Slot& right) {
    return left.begin < right.begin || (left.begin == right.begin && left.length < right.length);
  });
  std::vector<std::pair<std::string_view, std::int32_t>> out;
  out.reserve(used.size());
  for (const Slot& slot : used) {
    out.emplace_back(std::string_view(pool_).substr(slot.begin, slot.length), slot.id);
  }
  return out;
}

std::vector<Vocabulary::Entry> read_vocabulary(const base::Json& json, std::string_view where) {
  if (!json.is_object()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": the vocabulary should be an object of token: id");
  }
  std::vector<Vocabulary::Entry> entries;
  entries.reserve(json.size());
  for (const auto& [token, id] : json.items()) {
    const bool fits = id.is_number_unsigned() &&
                      id.get<std::uint64_t>() <= static_cast<std::uint64_t>(kLargestId);
    if (!fits) {
      throw Error(ErrorCode::kInvalidModel,
                  std::string(where) + ": token \"" + token + "\" should have an id from 0 to " +
                      std::to_string(kLargestId) + ", found " +
                      id.dump(-1, ' ', false, base::Json::error_handler_t::replace).substr(0, 60));
    }
    entries.emplace_back(token, id.get<std::int32_t>());
  }
  return entries;
}

std::vector<Vocabulary::Entry> read_vocabulary_lines(std::string_view text,
                                                     std::string_view where) {
  std::vector<Vocabulary::Entry> entries;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t newline = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, newline - begin);
    if (!is_valid_utf8(line)) {
      throw Error(ErrorCode::kInvalidModel, std::string(where) + ": line " +
                                                std::to_string(entries.size() + 1) +
                                                " is not valid UTF-8");
    }
    if (static_cast<std::int64_t>(entries.size()) > kLargestId) {
      throw Error(ErrorCode::kInvalidModel, std::string(where) + ": too many lines");
    }
    entries.emplace_back(trim_end(line), static_cast<std::int32_t>(entries.size()));
    begin = newline + 1;
  }
  return entries;
}

}  // namespace tango::text
