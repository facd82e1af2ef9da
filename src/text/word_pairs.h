// The tokens of a TF-IDF model: a text's words, then its pairs of neighbouring words.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "text/subword/vocabulary.h"
#include "text/tokenizer.h"

namespace tango::text {

/// Ids of pairs, by the ids of their words.
class WordPairs {
 public:
  /// The tokens of `lines` from the first that has a space on: "first second", both of them words
  /// before it. Throws kInvalidModel, naming `where` and the line.
  WordPairs(const TokenIds& lines, std::string_view where);

  /// How many of the lines are words.
  [[nodiscard]] std::size_t words() const { return words_; }
  [[nodiscard]] std::size_t size() const { return ids_.size(); }

  /// Adds the pairs of neighbours among the encoding's tokens that are known, after those.
  void add_to(Encoding& encoding) const;

 private:
  std::size_t words_ = 0;
  std::unordered_map<std::uint64_t, std::int32_t> ids_;
};

/// `words` with the pairs of its tokens.
[[nodiscard]] std::unique_ptr<Tokenizer> with_pairs(std::unique_ptr<const Tokenizer> words,
                                                    WordPairs pairs);

}  // namespace tango::text
