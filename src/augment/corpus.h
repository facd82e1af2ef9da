// The texts that new ones are made of, as tagged words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "augment/tagger.h"
#include "augment/tokens.h"

namespace tango::augment {

/// A text, or a pair of texts. Both are single_spaced().
struct TextPair {
  std::string text;
  std::string pair;  ///< Empty for single texts.
};

struct CorpusToken {
  std::uint32_t word = 0;       ///< Its number in the corpus's vocabulary.
  std::uint8_t word_class = 0;  ///< Words of the same class may replace each other.
  bool space_before = false;
  bool is_word = false;  ///< False for punctuation.
};

/// The tokens of one text with their tags. The tokens are views of the text.
struct TaggedText {
  std::vector<Token> tokens;
  std::vector<Tag> tags;
};

/// `text` is single_spaced(). Without a tagger every tag is 0. Thread-safe.
[[nodiscard]] TaggedText tag_text(std::string_view text, const Tagger* tagger);

/// Thread-safe once all texts are added.
class Corpus {
 public:
  /// `pair` is empty for a single text.
  void add(const TaggedText& text, const TaggedText& pair);

  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  [[nodiscard]] bool has_pairs() const { return has_pairs_; }
  [[nodiscard]] std::span<const CorpusToken> text(std::size_t index) const;
  [[nodiscard]] std::span<const CorpusToken> pair(std::size_t index) const;

  [[nodiscard]] std::size_t num_words() const { return words_.size(); }
  [[nodiscard]] std::string_view word(std::uint32_t number) const { return *words_[number]; }

  /// A word class is a tag, and whether the word carries a clitic ("don't", "film's").
  [[nodiscard]] static std::uint8_t word_class(std::string_view token, Tag tag);
  [[nodiscard]] static Tag tag_of(std::uint8_t word_class) { return word_class / 2; }

 private:
  struct Place {
    std::size_t begin, middle, end;
  };

  void add_tokens(const TaggedText& text);

  std::vector<CorpusToken> tokens_;
  std::vector<Place> texts_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<const std::string*> words_;  ///< By number; they point to the keys of numbers_.
  bool has_pairs_ = false;
};

}  // namespace tango::augment
