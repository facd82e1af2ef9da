#include "augment/unigrams.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "augment/letters.h"

namespace tango::augment {

Unigrams::Unigrams(const Corpus& corpus, const Tagger* tagger)
    : classes_(std::numeric_limits<std::uint8_t>::max() + 1) {
  std::map<std::pair<std::uint8_t, std::uint32_t>, std::uint64_t> counts;
  const auto is_name = [tagger](const CorpusToken& token) {
    return tagger != nullptr && tagger->is_proper_noun(Corpus::tag_of(token.word_class));
  };
  const auto count = [&](std::span<const CorpusToken> tokens) {
    for (const CorpusToken& token : tokens) {
      if (!token.is_word) continue;
      const bool is_capital_of_start =
          &token == tokens.data() && is_upper(corpus.word(token.word).front()) && !is_name(token);
      if (!is_capital_of_start) ++counts[{token.word_class, token.word}];
    }
  };
  for (std::size_t i = 0; i < corpus.size(); ++i) {
    count(corpus.text(i));
    count(corpus.pair(i));
  }
  for (const auto& [key, times] : counts) {
    Class& of_class = classes_[key.first];
    const std::uint64_t before = of_class.sums.empty() ? 0 : of_class.sums.back();
    of_class.words.push_back(key.second);
    of_class.sums.push_back(before + times);
  }
}

std::uint32_t Unigrams::draw(std::uint8_t word_class, std::uint32_t otherwise, Draws& draws) const {
  const Class& of_class = classes_[word_class];
  if (of_class.words.empty()) return otherwise;
  const std::uint64_t place = draws.below(of_class.sums.back());
  const auto found = std::ranges::upper_bound(of_class.sums, place);
  return of_class.words[static_cast<std::size_t>(found - of_class.sums.begin())];
}

}  // namespace tango::augment
