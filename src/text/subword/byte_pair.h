// BPE: byte-pair encoding, over bytes (GPT-2, RoBERTa) or over characters.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "text/subword/merge_table.h"
#include "text/subword/subword_model.h"

namespace tango::text {

struct BytePairOptions {
  std::optional<std::string> unk_token;
  bool fuse_unk = false;       ///< Neighbouring unknown characters are one token.
  bool ignore_merges = false;  ///< A word that is a token is that token, whatever the merges say.
  bool byte_level = false;     ///< Words are raw bytes; the vocabulary writes them as characters.
};

/// Words that the merges turn into one token of the vocabulary are worked out at load and looked
/// up, so that merging is left to rare words: a word -> id cache that never grows.
class BytePair : public SubwordModel {
 public:
  using MergeList = std::vector<std::pair<std::string, std::string>>;

  /// `merges` from the most important on. Throws kInvalidModel when one names, or makes, a token
  /// that is not in the vocabulary, or the unknown token is not.
  BytePair(Vocabulary vocabulary, const MergeList& merges, const BytePairOptions& options,
           std::string_view where);
  void tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const override;
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }

 private:
  void load_merges(const MergeList& merges, std::string_view where);
  void load_whole_words(std::string_view where);
  /// Whether all of the word's characters found a symbol.
  bool append_symbols(std::string_view word, std::vector<Symbol>& symbols) const;
  /// Adds the token that spells the first `length` bytes of `rest`.
  void add(std::int32_t id, std::string_view rest, std::uint32_t origin, std::uint32_t length,
           TokenList& out) const;
  void add_with_gaps(std::string_view word, std::uint32_t origin,
                     const std::vector<Symbol>& symbols, TokenList& out) const;

  Vocabulary vocabulary_;
  BytePairOptions options_;
  std::int32_t unk_id_ = -1;
  MergeTable merges_;
  std::array<std::int32_t, 256> byte_ids_{};  ///< -1 where the vocabulary lacks the byte.
  std::optional<Vocabulary> whole_words_;
};

}  // namespace tango::text
