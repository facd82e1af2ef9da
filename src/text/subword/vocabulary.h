// Tokens and their ids.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tango::text {

/// What a file may give a token as its id: 0 to this.
inline constexpr std::int32_t kLargestTokenId = std::numeric_limits<std::int32_t>::max() - 1;
[[nodiscard]] constexpr bool is_token_id(std::uint64_t id) {
  return id <= std::uint64_t{kLargestTokenId};
}

/// Tokens as a file lists them, in one pool of bytes.
class TokenIds {
 public:
  void add(std::string_view token, std::int32_t id) {
    places_.push_back(
        {static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(token.size()), id});
    pool_ += token;
  }
  void reserve(std::size_t tokens, std::size_t bytes) {
    places_.reserve(tokens);
    pool_.reserve(bytes);
  }
  void clear() {
    places_.clear();
    pool_.clear();
  }
  [[nodiscard]] std::size_t size() const { return places_.size(); }

  [[nodiscard]] std::string_view token(std::size_t place) const {
    return std::string_view(pool_).substr(places_[place].begin, places_[place].length);
  }
  /// Where in the list the token is first; nullopt where it isn't. Looks at each.
  [[nodiscard]] std::optional<std::size_t> place_of(std::string_view token) const;

 private:
  friend class Vocabulary;
  struct Place {
    std::uint32_t begin;  // wraps beyond 4 GiB, which no Vocabulary accepts
    std::uint32_t length;
    std::int32_t id;
  };
  std::string pool_;
  std::vector<Place> places_;
};

/// A fixed map from token to id: an open-addressing table over one pool of bytes. Thread-safe.
class Vocabulary {
 public:
  /// Throws kInvalidModel, naming `where`, when two tokens have one id. Of a token given twice the
  /// last id counts.
  Vocabulary(TokenIds tokens, std::string_view where);

  [[nodiscard]] std::optional<std::int32_t> find(std::string_view token) const {
    const std::int32_t id = id_of(token);
    return id < 0 ? std::nullopt : std::optional(id);
  }

  /// As find; -1 when there is none.
  [[nodiscard]] std::int32_t id_of(std::string_view token) const;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::int32_t largest_id() const { return largest_id_; }

  /// The tokens, by ascending id.
  [[nodiscard]] std::vector<std::pair<std::string_view, std::int32_t>> entries() const;

 private:
  struct Slot {
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
    std::uint32_t hash = 0;
    std::int32_t id = -1;
  };

  void insert(const TokenIds::Place& place);
  /// The slots in use, by ascending id.
  [[nodiscard]] std::vector<const Slot*> by_id() const;
  [[nodiscard]] std::string_view token(const Slot& slot) const {
    return std::string_view(pool_).substr(slot.begin, slot.length);
  }

  std::string pool_;
  std::vector<Slot> slots_;  ///< A power of two, at most half full.
  std::size_t size_ = 0;
  std::int32_t largest_id_ = -1;
};

/// The lines of a vocab.txt; the number of a line, from 0, is its id. Trailing white space is not
/// part of a token. Throws kInvalidModel on ill-formed UTF-8.
[[nodiscard]] TokenIds read_vocabulary_lines(std::string_view text, std::string_view where);

}  // namespace tango::text
