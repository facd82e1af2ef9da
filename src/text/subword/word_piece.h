// WordPiece: the longest token first, then the longest continuation, and so on.
#pragma once

#include <string>

#include "text/subword/subword_model.h"
#include "text/subword/token_trie.h"
#include "text/subword/unknown_token.h"

namespace tango::text {

struct WordPieceOptions {
  std::string unk_token = "[UNK]";
  std::string continuing_subword_prefix = "##";
  std::size_t max_input_chars_per_word = 100;
};

/// A word that no pieces spell, or that is longer than allowed, is one unknown token.
class WordPiece : public SubwordModel {
 public:
  /// Without its unknown token in the vocabulary, words that need it are errors.
  WordPiece(Vocabulary vocabulary, const WordPieceOptions& options);
  void tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const override;
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }
  [[nodiscard]] std::optional<std::int32_t> unknown_token() const override { return unknown_.id(); }

 private:
  Vocabulary vocabulary_;
  TokenTrie trie_;
  std::uint32_t continuation_ = TokenTrie::kNone;  ///< Node of the prefix.
  UnknownToken unknown_;
  std::size_t longest_word_;  ///< In code points.
};

}  // namespace tango::text
