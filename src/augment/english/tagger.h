// Part-of-speech tags, by the lexicon and the grammar of Debian's liblingua-en-tagger-perl.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "augment/tagger.h"

namespace tango::augment {

/// Where that package installs them.
inline constexpr std::string_view kTaggerDirectory = "/usr/share/perl5/Lingua/EN/Tagger";

/// Finds the likeliest tags of a text by a hidden Markov model over pairs of tags.
class EnglishTagger : public Tagger {
 public:
  /// Reads words.yml (counts of each word's tags), tags.yml (probabilities of successive tags) and
  /// unknown.yml (tags by the form of a word) in `directory`. Throws kNotFound that says how to get
  /// them, kInvalidInput that names file and line.
  explicit EnglishTagger(const std::filesystem::path& directory);

  void tag(std::span<const std::string_view> tokens, std::vector<Tag>& tags) const override;
  [[nodiscard]] int num_tags() const override { return static_cast<int>(names_.size()); }
  [[nodiscard]] bool is_proper_noun(Tag tag) const override;
  [[nodiscard]] bool is_open_class(Tag tag) const override;
  [[nodiscard]] bool is_function_word(std::string_view word) const override;

  /// The Penn Treebank's names in lower case ("nn", "vbd"), with "det" for DT and "prps" for PRP$.
  [[nodiscard]] const std::string& name(Tag tag) const { return names_[tag]; }

 private:
  struct Choice {
    Tag tag;
    float score;  ///< log P(word | tag), up to a constant per word.
  };
  using Choices = std::vector<Choice>;

  void read_grammar(const std::filesystem::path& file);
  void read_words(const std::filesystem::path& file);
  void read_looks(const std::filesystem::path& file);
  [[nodiscard]] Choices choices(std::span<const std::pair<Tag, double>> counts) const;
  [[nodiscard]] std::optional<Tag> find_tag(std::string_view name) const;
  [[nodiscard]] const Choices& choices_of(std::string_view token, bool is_first) const;
  [[nodiscard]] float step(Tag from, Tag to) const {
    return steps_[static_cast<std::size_t>(from) * names_.size() + to];
  }

  std::vector<std::string> names_;
  std::vector<float> steps_;  ///< log P(tag | the one before), [from x to].
  std::vector<double> tag_counts_;
  std::unordered_map<std::string, Choices> words_;  ///< In lower case.
  std::unordered_map<std::string, Choices> looks_;
  Tag start_ = 0;  ///< The tag before a text, which is that of the end of a sentence.
};

}  // namespace tango::augment
