#include "text/subword/byte_pair.h"

#include <algorithm>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/utf8.h"
#include "text/subword/byte_alphabet.h"

namespace tango::text {
namespace {

/// In a byte-level token only a space counts as white space.
EdgeSpace byte_level_edge_space(std::string_view bytes) {
  const std::size_t first = std::min(bytes.find_first_not_of(' '), bytes.size());
  const std::size_t last = bytes.find_last_not_of(' ') + 1;  // 0 when all are spaces
  return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(bytes.size() - last)};
}

}  // namespace

BytePair::BytePair(Vocabulary vocabulary, const MergeList& merges, const BytePairOptions& options,
                   std::string_view where)
    : vocabulary_(std::move(vocabulary)), options_(options), merges_(merges.size()) {
  if (options_.unk_token) {
    unk_id_ = vocabulary_.id_of(*options_.unk_token);
    if (unk_id_ < 0) {
      throw Error(ErrorCode::kInvalidModel, std::string(where) + ": the unknown token \"" +
                                                *options_.unk_token +
                                                "\" is not in the vocabulary");
    }
  }
  for (std::size_t byte = 0; byte < byte_ids_.size(); ++byte) {
    std::string character;
    base::append_utf8(byte_characters()[byte], character);
    byte_ids_[byte] = vocabulary_.id_of(character);
  }
  load_merges(merges, where);
  load_words(where);
}

void BytePair::load_merges(const MergeList& merges, std::string_view where) {
  for (std::size_t i = 0; i < merges.size(); ++i) {
    const auto require = [&](std::string_view token) {
      const std::int32_t id = vocabulary_.id_of(token);
      if (id < 0) {
        throw Error(ErrorCode::kInvalidModel,
                    fmt::format("{}: merge {} (\"{} {}\") needs the token \"{}\", which is not in "
                                "the vocabulary",
                                where, i + 1, merges.left(i), merges.right(i), token));
      }
      return id;
    };
    const std::int32_t left = require(merges.left(i));
    const std::int32_t right = require(merges.right(i));
    merges_.insert(left, right, {static_cast<std::uint32_t>(i), require(merges.joined(i))});
  }
}

void BytePair::load_words(std::string_view where) {
  TokenIds words;
  for (const auto& [token, id] : vocabulary_.entries()) {
    std::optional<std::string> word(token);
    if (options_.byte_level) word = to_bytes(token);
    if (!word || word->empty()) continue;
    words.add(*word, static_cast<std::int32_t>(word_ids_.size()));
    word_ids_.push_back(id);
  }
  words_.emplace(std::move(words), where);
  whole_ = std::vector<std::atomic<Whole>>(word_ids_.size());
}

bool BytePair::merges_to_one(std::string_view word, std::int32_t id) const {
  std::vector<Symbol> symbols;
  const bool complete = append_symbols(word, symbols);
  merges_.apply(symbols);
  return complete && symbols.size() == 1 && symbols[0].id == id;
}

std::int32_t BytePair::whole_word(std::string_view word) const {
  const std::int32_t number = words_->id_of(word);
  if (number < 0) return -1;
  const std::int32_t id = word_ids_[static_cast<std::size_t>(number)];
  if (options_.ignore_merges) return id;
  std::atomic<Whole>& whole = whole_[static_cast<std::size_t>(number)];
  Whole known = whole.load(std::memory_order_relaxed);
  if (known == Whole::kUnknown) {  // threads that meet here find the same
    known = merges_to_one(word, id) ? Whole::kYes : Whole::kNo;
    whole.store(known, std::memory_order_relaxed);
  }
  return known == Whole::kYes ? id : -1;
}

void BytePair::tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const {
  if (const std::int32_t id = whole_word(word); id >= 0) {
    add(id, word, origin, static_cast<std::uint32_t>(word.size()), out);
    return;
  }
  thread_local std::vector<Symbol> symbols;  // its capacity is released below when it grew large
  symbols.clear();
  const bool complete = append_symbols(word, symbols);
  merges_.apply(symbols);
  if (complete) {
    for (const Symbol& symbol : symbols) {
      add(symbol.id, word, origin, symbol.length, out);
      word.remove_prefix(symbol.length);
      origin += symbol.length;
    }
  } else {
    add_with_gaps(word, origin, symbols, out);
  }
  constexpr std::size_t kLargestKept = 4096;
  if (symbols.capacity() > kLargestKept) std::vector<Symbol>().swap(symbols);
}

void BytePair::add(std::int32_t id, std::string_view rest, std::uint32_t origin,
                   std::uint32_t length, TokenList& out) const {
  const bool with_edge = out.with_edges && options_.byte_level && id != unk_id_;
  out.add(id, origin, origin + length,
          with_edge ? byte_level_edge_space(rest.substr(0, length)) : EdgeSpace{});
}

bool BytePair::append_symbols(std::string_view word, std::vector<Symbol>& symbols) const {
  bool complete = true;
  bool after_unknown = false;
  for (std::size_t position = 0; position < word.size();) {
    std::uint32_t length = 1;
    std::int32_t id = -1;
    if (options_.byte_level) {
      id = byte_ids_[static_cast<unsigned char>(word[position])];
    } else {
      length = base::decode_utf8(word, position).bytes;
      id = vocabulary_.id_of(word.substr(position, length));
    }
    position += length;
    const bool unknown = id < 0;
    if (unknown && unk_id_ < 0) {
      complete = false;
    } else if (unknown && options_.fuse_unk && after_unknown) {
      symbols.back().length += length;
    } else {
      symbols.push_back({unknown ? unk_id_ : id, length});
    }
    after_unknown = unknown;
  }
  return complete;
}

/// Where characters had no symbol `tokenizers` counts the lengths of those left from the front of
/// the word, in bytes of the word as the vocabulary writes it.
void BytePair::add_with_gaps(std::string_view word, std::uint32_t origin,
                             const std::vector<Symbol>& symbols, TokenList& out) const {
  std::vector<std::uint32_t> written;  // for each written byte the byte of the word
  std::vector<std::uint32_t> lengths;  // how many written bytes each byte of the word takes
  for (std::uint32_t i = 0; i < word.size(); ++i) {
    const char32_t character = byte_characters()[static_cast<unsigned char>(word[i])];
    lengths.push_back(options_.byte_level && character >= 0x80 ? 2 : 1);
    written.insert(written.end(), lengths.back(), i);
  }
  std::size_t word_position = 0;
  std::uint32_t begin = 0;
  for (const Symbol& symbol : symbols) {
    std::uint32_t length = 0;
    std::string known;  // the bytes that the token spells
    while (known.size() < symbol.length) {
      const char byte = word[word_position];
      if (!options_.byte_level || byte_ids_[static_cast<unsigned char>(byte)] >= 0) {
        length += lengths[word_position];
        known.push_back(byte);
      }
      ++word_position;
    }
    out.add(symbol.id, origin + written[begin], origin + written[begin + length - 1] + 1,
            options_.byte_level ? byte_level_edge_space(known) : EdgeSpace{});
    begin += length;
  }
}

}  // namespace tango::text
