// Tokens that are cut out of the text before the pipeline sees it, special ones and others.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/normalizer/normalizer.h"
#include "text/subword/token_trie.h"

namespace tango::text {

struct AddedToken {
  std::string content;
  std::int32_t id = 0;
  bool special = false;      ///< Not a part of the text.
  bool single_word = false;  ///< Only where no word character touches it.
  bool lstrip = false;       ///< Includes the white space before it.
  bool rstrip = false;       ///< Includes the white space after it.
  bool normalized = true;    ///< Its normal form is searched for in the normalised text.
};

/// A part of a text: an added token, or the text between two.
struct TextPart {
  static constexpr std::int32_t kBetween = -1;
  Span range;
  std::int32_t id = kBetween;
};

/// Finds added tokens: leftmost first, then longest. Thread-safe.
class AddedTokenMatcher {
 public:
  void add(std::string_view pattern, const AddedToken& token);
  [[nodiscard]] bool empty() const { return tokens_.empty(); }

  /// The parts of valid UTF-8 in order; together they cover it.
  [[nodiscard]] std::vector<TextPart> find(std::string_view text) const;

 private:
  [[nodiscard]] TextPart longest_at(std::string_view text, std::size_t position) const;

  std::vector<AddedToken> tokens_;
  TokenTrie trie_;  ///< Its ids index tokens_.
  std::array<bool, 256> starts_{};
};

/// The added tokens of one tokenizer. Thread-safe.
struct AddedTokens {
  AddedTokenMatcher raw;         ///< Searched for in the original text.
  AddedTokenMatcher normalized;  ///< Searched for in the normalised parts between those.

  /// Throws kInvalidModel when a token is empty once normalised, or two are then the same.
  AddedTokens(const std::vector<AddedToken>& tokens, const NormalizerStage& normalizer,
              std::string_view where);
};

}  // namespace tango::text
