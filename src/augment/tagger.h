// Parts of speech, whatever the language.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tango::augment {

/// A part of speech, by its number in the tag set of a tagger.
using Tag = std::uint8_t;

/// What the rules ask of a language. Immutable, thread-safe.
class Tagger {
 public:
  virtual ~Tagger() = default;
  Tagger() = default;
  Tagger(const Tagger&) = delete;
  Tagger& operator=(const Tagger&) = delete;

  /// Overwrites `tags` with one tag per token of a text, whatever its case.
  virtual void tag(std::span<const std::string_view> tokens, std::vector<Tag>& tags) const = 0;

  /// Tags are 0 … num_tags() - 1; at most 128, so that Corpus::word_class has room for one more
  /// bit.
  [[nodiscard]] virtual int num_tags() const = 0;

  /// Whether words with this tag are proper nouns, which have a capital of their own.
  [[nodiscard]] virtual bool is_proper_noun(Tag tag) const = 0;

  /// Whether words with this tag are of an open class: nouns, verbs, adjectives, adverbs.
  [[nodiscard]] virtual bool is_open_class(Tag tag) const = 0;

  /// Whether `word`, in lower case, is a function word although its class is open: "been", "very".
  [[nodiscard]] virtual bool is_function_word(std::string_view word) const = 0;
};

}  // namespace tango::augment
