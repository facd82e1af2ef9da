#include "augment/corpus.h"

#include "augment/letters.h"

namespace tango::augment {

TaggedText tag_text(std::string_view text, const Tagger* tagger) {
  TaggedText tagged{.tokens = split_tokens(text), .tags = {}};
  if (tagger == nullptr) {
    tagged.tags.assign(tagged.tokens.size(), 0);
    return tagged;
  }
  std::vector<std::string_view> words;
  words.reserve(tagged.tokens.size());
  for (const Token& token : tagged.tokens) words.push_back(token.text);
  tagger->tag(words, tagged.tags);
  return tagged;
}

std::uint8_t Corpus::word_class(std::string_view token, Tag tag) {
  const bool has_clitic = token.find('\'', 1) != std::string_view::npos && token != "n't";
  return static_cast<std::uint8_t>(2 * tag + (has_clitic ? 1 : 0));
}

void Corpus::add(const TaggedText& text, const TaggedText& pair) {
  Place place{.begin = tokens_.size(), .middle = 0, .end = 0};
  add_tokens(text);
  place.middle = tokens_.size();
  add_tokens(pair);
  place.end = tokens_.size();
  has_pairs_ |= place.end > place.middle;
  texts_.push_back(place);
}

void Corpus::add_tokens(const TaggedText& text) {
  for (std::size_t i = 0; i < text.tokens.size(); ++i) {
    const Token& token = text.tokens[i];
    const auto [entry, is_new] =
        numbers_.try_emplace(std::string(token.text), static_cast<std::uint32_t>(words_.size()));
    if (is_new) words_.push_back(&entry->first);
    tokens_.push_back({.word = entry->second,
                       .word_class = word_class(token.text, text.tags[i]),
                       .space_before = token.space_before,
                       .is_word = augment::is_word(token.text)});
  }
}

std::span<const CorpusToken> Corpus::text(std::size_t index) const {
  const Place& place = texts_[index];
  return {tokens_.data() + place.begin, place.middle - place.begin};
}

std::span<const CorpusToken> Corpus::pair(std::size_t index) const {
  const Place& place = texts_[index];
  return {tokens_.data() + place.middle, place.end - place.middle};
}

}  // namespace tango::augment
