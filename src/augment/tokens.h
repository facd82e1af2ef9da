// A text as words and punctuation, and back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tango::augment {

struct Token {
  std::string_view text;
  bool space_before = false;  ///< Whether white space stands before it.
};

/// Splits at spaces, and takes punctuation off the ends of what stands between them. The tokens of
/// a treebank ("n't", "'s", "--", "mr.") stay whole, and so do words with apostrophes or hyphens.
/// The tokens point into `text`, which is single_spaced().
[[nodiscard]] std::vector<Token> split_tokens(std::string_view text);

/// Appends a token as it stood: after a space, or at once.
inline void append_token(std::string_view token, bool space_before, std::string& out) {
  if (space_before && !out.empty()) out += ' ';
  out += token;
}

}  // namespace tango::augment
