// Splits a text into words and punctuation, and joins them again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tango::augment {

struct Token {
  std::string_view text;
  bool space_before = false;  ///< Whether white space stands before it.
};

/// Splits at spaces, and splits punctuation off the ends of what is between them. The tokens of a
/// treebank ("n't", "'s", "--", "mr.") stay whole, as do words with apostrophes or hyphens. The
/// tokens are views of `text`, which is single_spaced().
[[nodiscard]] std::vector<Token> split_tokens(std::string_view text);

/// Appends a token as it was in its text: after a space, or without.
inline void append_token(std::string_view token, bool space_before, std::string& out) {
  if (space_before && !out.empty()) out += ' ';
  out += token;
}

}  // namespace tango::augment
