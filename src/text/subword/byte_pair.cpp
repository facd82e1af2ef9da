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
  if (options_.unk_token) unk_id_ = vocabulary_.id_of(*options_.unk_token);
  for (std::size_t byte = 0; byte < byte_ids_.size(); ++byte) {
    std::string name;
    if (options_.byte_level) {
      base::append_utf8(byte_characters()[byte], name);
    } else {
      name = fmt::format("<0x{:02X}>", byte);
    }
    byte_ids_[byte] = vocabulary_.id_of(name);
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
    const std::size_t prefix = options_.continuing_subword_prefix.size();
    if (merges.right(i).size() < prefix) {
      throw Error(ErrorCode::kInvalidModel,
                  fmt::format("{}: merge {} (\"{} {}\"): the second should begin with the prefix "
                              "\"{}\"",
                              where, i + 1, merges.left(i), merges.right(i),
                              options_.continuing_subword_prefix));
    }
    const std::string joined = std::string(merges.left(i)).append(merges.right(i).substr(prefix));
    merges_.insert(left, right, {static_cast<std::uint32_t>(i), require(joined)});
  }
}

void BytePair::load_words(std::string_view where) {
  TokenIds words;
  for (const auto& [token, id] : vocabulary_.entries()) {
    if (!options_.byte_level) {
      const EdgeSpace edge = edge_space(token);
      if (edge.leading + edge.trailing > 0) edges_.emplace(id, edge);
    }
    const std::optional<std::string> word = word_of(token);
    if (!word || word->empty()) continue;
    words.add(*word, static_cast<std::int32_t>(word_ids_.size()));
    word_ids_.push_back(id);
  }
  words_.emplace(std::move(words), where);
  whole_ = std::vector<std::atomic<Whole>>(word_ids_.size());
}

std::optional<std::string> BytePair::word_of(std::string_view token) const {
  if (options_.byte_level) return to_bytes(token);
  if (!token.ends_with(options_.end_of_word_suffix)) return std::nullopt;
  return std::string(token.substr(0, token.size() - options_.end_of_word_suffix.size()));
}

bool BytePair::merges_to_one(std::string_view word, std::int32_t id) const {
  std::vector<Symbol> symbols;
  const bool complete = append_symbols(word, symbols);
  merges_.apply(symbols);
  return complete && symbols.size() == 1 && symbols[0].id == id;
}

std::int32_t BytePair::whole_word(std::string_view word) const {
  if (options_.ignore_merges && !options_.end_of_word_suffix.empty()) {
    return vocabulary_.id_of(word);
  }
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
  if (complete || !options_.byte_level) {
    for (const Symbol& symbol : symbols) {
      // bytes of an affix can make the symbols longer than the word
      const auto length = std::min(symbol.length, static_cast<std::uint32_t>(word.size()));
      add(symbol.id, word, origin, length, out);
      word.remove_prefix(length);
      origin += length;
    }
  } else {
    add_with_gaps(word, origin, symbols, out);
  }
  constexpr std::size_t kLargestKept = 4096;
  if (symbols.capacity() > kLargestKept) std::vector<Symbol>().swap(symbols);
}

void BytePair::add(std::int32_t id, std::string_view rest, std::uint32_t origin,
                   std::uint32_t length, TokenList& out) const {
  EdgeSpace edge;
  if (out.with_edges && options_.byte_level && id != unk_id_) {
    edge = byte_level_edge_space(rest.substr(0, length));
  } else if (out.with_edges) {
    if (const auto found = edges_.find(id); found != edges_.end()) edge = found->second;
  }
  out.add(id, origin, origin + length, edge);
}

std::int32_t BytePair::unknown_id() const {
  if (unk_id_ < 0) {
    throw Error(ErrorCode::kInvalidInput,
                "the text has a character that the vocabulary lacks, and its unknown token \"" +
                    options_.unk_token.value_or("") + "\" too");
  }
  return unk_id_;
}

bool BytePair::append_symbols(std::string_view word, std::vector<Symbol>& symbols) const {
  return options_.byte_level ? append_bytes(word, symbols) : append_characters(word, symbols);
}

bool BytePair::append_bytes(std::string_view word, std::vector<Symbol>& symbols) const {
  bool complete = true;
  bool after_unknown = false;
  for (const char byte : word) {
    const std::int32_t id = byte_ids_[static_cast<unsigned char>(byte)];
    const bool unknown = id < 0;
    if (unknown && !options_.unk_token) {
      complete = false;
    } else if (unknown && options_.fuse_unk && after_unknown) {
      ++symbols.back().length;
    } else {
      symbols.push_back({unknown ? unknown_id() : id, 1});
    }
    after_unknown = unknown;
  }
  return complete;
}

bool BytePair::append_characters(std::string_view word, std::vector<Symbol>& symbols) const {
  bool complete = true;
  Symbol unknown{-1, 0};  // not yet among the symbols, as `tokenizers` has it before bytes
  const auto flush = [&] {
    if (unknown.length > 0) symbols.push_back(unknown);
    unknown.length = 0;
  };
  std::string affixed;
  for (std::uint32_t position = 0; position < word.size();) {
    const std::uint32_t length = base::decode_utf8(word, position).bytes;
    std::string_view token = word.substr(position, length);
    const bool prefixed = position > 0 && !options_.continuing_subword_prefix.empty();
    position += length;
    const bool suffixed = position == word.size() && !options_.end_of_word_suffix.empty();
    if (prefixed || suffixed) {
      affixed = prefixed ? options_.continuing_subword_prefix : std::string();
      affixed += token;
      if (suffixed) affixed += options_.end_of_word_suffix;
      token = affixed;
    }
    if (const std::int32_t id = vocabulary_.id_of(token); id >= 0) {
      flush();
      symbols.push_back({id, length});
    } else if (options_.byte_fallback && has_bytes(token)) {
      for (const char byte : token) {
        symbols.push_back({byte_ids_[static_cast<unsigned char>(byte)], 1});
      }
    } else if (!options_.unk_token) {
      complete = false;
    } else if (options_.fuse_unk && unknown.length > 0) {
      unknown.length += length;
    } else {
      flush();
      unknown = {unknown_id(), length};
    }
  }
  flush();
  return complete;
}

bool BytePair::has_bytes(std::string_view token) const {
  return std::all_of(token.begin(), token.end(), [this](char byte) {
    return byte_ids_[static_cast<unsigned char>(byte)] >= 0;
  });
}

/// Where bytes had no symbol `tokenizers` counts the lengths of those left from the front of the
/// word, in bytes of the word as the vocabulary writes it.
void BytePair::add_with_gaps(std::string_view word, std::uint32_t origin,
                             const std::vector<Symbol>& symbols, TokenList& out) const {
  std::vector<std::uint32_t> written;  // for each written byte the byte of the word
  std::vector<std::uint32_t> lengths;  // how many written bytes each byte of the word takes
  for (std::uint32_t i = 0; i < word.size(); ++i) {
    const char32_t character = byte_characters()[static_cast<unsigned char>(word[i])];
    lengths.push_back(character >= 0x80 ? 2 : 1);
    written.insert(written.end(), lengths.back(), i);
  }
  std::size_t word_position = 0;
  std::uint32_t begin = 0;
  for (const Symbol& symbol : symbols) {
    std::uint32_t length = 0;
    std::string known;  // the bytes that the token spells
    while (known.size() < symbol.length) {
      const char byte = word[word_position];
      if (byte_ids_[static_cast<unsigned char>(byte)] >= 0) {
        length += lengths[word_position];
        known.push_back(byte);
      }
      ++word_position;
    }
    out.add(symbol.id, origin + written[begin], origin + written[begin + length - 1] + 1,
            byte_level_edge_space(known));
    begin += length;
  }
}

}  // namespace tango::text
