// WordPiece: the longest token first, then the longest continuation, and so on.
#pragma once

#include <string>

#include "text/subword/subword_model.h"
#include "text/subword/token_trie.h"

namespace tango::text {

struct WordPieceOptions {
  std::string unk_token = "[UNK]";
  std::string continuing_subword_prefix = "##";
  std::size_t max_input_chars_per_word = 100;
};

/// A word that no pieces spell, or that is longer than allowed, is one unknown token.
class WordPiece : public SubwordModel {
 public:
  /// Throws kInvalidModel when the unknown token is not in the vocabulary.
  WordPiece(Vocabulary vocabulary, const WordPieceOptions& options, std::string_view where);
  void tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const override;
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }

 private:
  Vocabulary vocabulary_;
  TokenTrie trie_;
  std::uint32_t continuation_ = TokenTrie::kNone;  ///< Node of the prefix.
  std::int32_t unk_id_ = 0;
  std::size_t longest_word_;  ///< In code points.
};

}  // namespace tango::text
