#include "augment/english/phrases.h"

#include <algorithm>
#include <array>
#include <vector>

#include "augment/letters.h"

namespace tango::augment {
namespace {

template <std::size_t kCount>
bool is_one_of(const std::array<std::string_view, kCount>& known, std::string_view tag) {
  return std::ranges::find(known, tag) != known.end();
}

bool is_compound_part(std::string_view tag) {
  return tag.starts_with("nn") || tag.starts_with("jj") || tag == "cd";
}

/// Tells at which tokens of a sentence a phrase may begin or end.
class Boundaries {
 public:
  Boundaries(const TaggedText& sentence, const EnglishTagger& tagger)
      : sentence_(sentence), tagger_(tagger) {}

  [[nodiscard]] bool may_begin(std::size_t i) const {
    if (!is_word_at(i) || sentence_.tokens[i].text.find('\'') <= 1) return false;  // "'s", "n't"
    if (i == 0 || !is_word_at(i - 1)) return true;
    constexpr std::array<std::string_view, 7> kOpeners{"in",  "to", "det", "prps",
                                                       "wdt", "wp", "wrb"};
    const std::string_view tag = tag_at(i);
    const std::string_view before = tag_at(i - 1);
    if (is_one_of(kOpeners, tag)) return true;
    if (tag.starts_with("vb")) return before != "to" && before != "md" && before != "rb";
    return (tag.starts_with("jj") || tag.starts_with("rb")) && !is_compound_part(before) &&
           !before.starts_with("rb");
  }

  /// Whether a phrase may end before token `i`, which may be the end of the sentence.
  [[nodiscard]] bool may_end(std::size_t i) const {
    constexpr std::array<std::string_view, 13> kNeverLast{
        "det", "prps", "pdt", "in", "to", "cc", "md", "wdt", "wp", "wps", "wrb", "pos", "ex"};
    if (!is_word_at(i - 1) || is_one_of(kNeverLast, tag_at(i - 1))) return false;
    constexpr std::array<std::string_view, 6> kNext{"in", "to", "cc", "wdt", "wp", "wrb"};
    return i == sentence_.tokens.size() || !is_word_at(i) || is_one_of(kNext, tag_at(i));
  }

 private:
  [[nodiscard]] bool is_word_at(std::size_t i) const { return is_word(sentence_.tokens[i].text); }
  [[nodiscard]] std::string_view tag_at(std::size_t i) const {
    return tagger_.name(sentence_.tags[i]);
  }

  const TaggedText& sentence_;
  const EnglishTagger& tagger_;
};

/// Whether all quotes and brackets open and close within the run.
bool is_balanced(std::span<const Token> tokens) {
  int brackets = 0;
  int quotes = 0;
  int plain_quotes = 0;
  for (const Token& token : tokens) {
    brackets += token.text == "(" ? 1 : token.text == ")" ? -1 : 0;
    quotes += token.text == "``" || token.text == "`" ? 1 : token.text == "''" ? -1 : 0;
    plain_quotes += token.text == "\"" ? 1 : 0;
    if (brackets < 0 || quotes < 0) return false;
  }
  return brackets == 0 && quotes == 0 && plain_quotes % 2 == 0;
}

}  // namespace

std::string cut_phrase(const TaggedText& sentence, const EnglishTagger& tagger,
                       std::size_t min_words, Draws& draws) {
  const Boundaries boundaries(sentence, tagger);
  const std::size_t size = sentence.tokens.size();
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i + min_words <= size; ++i) {
    if (boundaries.may_begin(i)) begins.push_back(i);
  }
  if (begins.empty()) return {};
  const std::size_t begin = begins[draws.below(begins.size())];
  std::vector<std::size_t> ends;
  for (std::size_t i = begin + std::max<std::size_t>(min_words, 1); i <= size; ++i) {
    const std::span run(sentence.tokens.data() + begin, i - begin);
    if (run.size() < size && boundaries.may_end(i) && is_balanced(run)) ends.push_back(i);
  }
  if (ends.empty()) return {};
  const std::size_t end = ends[draws.below(ends.size())];
  std::string phrase;
  for (std::size_t i = begin; i < end; ++i) {
    append_token(sentence.tokens[i].text, sentence.tokens[i].space_before, phrase);
  }
  return phrase;
}

}  // namespace tango::augment
