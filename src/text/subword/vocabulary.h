// Tokens and their ids.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace tango::text {

/// A fixed map from token to id: an open-addressing table over one pool of bytes. Thread-safe.
class Vocabulary {
 public:
  using Entry = std::pair<std::string, std::int32_t>;

  /// Throws kInvalidModel, naming `where`, when two tokens have one id; of one token given twice
  /// the last id holds.
  Vocabulary(const std::vector<Entry>& entries, std::string_view where);

  [[nodiscard]] std::optional<std::int32_t> find(std::string_view token) const {
    const std::int32_t id = id_of(token);
    return id < 0 ? std::nullopt : std::optional(id);
  }

  /// As find; -1 when there is none.
  [[nodiscard]] std::int32_t id_of(std::string_view token) const;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::int32_t largest_id() const { return largest_id_; }

  /// The tokens, in the order given.
  [[nodiscard]] std::vector<std::pair<std::string_view, std::int32_t>> entries() const;

 private:
  struct Slot {
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
    std::uint32_t hash = 0;
    std::int32_t id = -1;
  };

  void insert(std::string_view token, std::int32_t id);

  std::string pool_;
  std::vector<Slot> slots_;  ///< A power of two, at most half full.
  std::size_t size_ = 0;
  std::int32_t largest_id_ = -1;
};

/// The entries of a JSON object {"token": id}; throws kInvalidModel on an id that is not a whole
/// number from 0 to 2^31 - 2.
[[nodiscard]] std::vector<Vocabulary::Entry> read_vocabulary(const base::Json& json,
                                                             std::string_view where);

/// The lines of a vocab.txt; the number of a line, from 0, is its id. Trailing white space is not
/// part of a token. Throws kInvalidModel on ill-formed UTF-8.
[[nodiscard]] std::vector<Vocabulary::Entry> read_vocabulary_lines(std::string_view text,
                                                                   std::string_view where);

}  // namespace tango::text
