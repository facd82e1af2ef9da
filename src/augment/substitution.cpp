#include "augment/substitution.h"

#include <algorithm>
#include <array>

#include "augment/letters.h"

namespace tango::augment {
namespace {

// Of open classes, by their tags, but without a meaning that a neighbour could stand for.
constexpr std::array<std::string_view, 33> kFunctionWords{
    "am",  "are",  "be",   "been",  "being", "is",     "was",  "were", "has",  "have", "had",
    "do",  "does", "did",  "done",  "doing", "having", "not",  "so",   "too",  "very", "just",
    "now", "then", "here", "there", "again", "once",   "only", "also", "than", "more", "most"};

bool is_open_class(std::string_view tag) {
  return tag.starts_with("nn") || tag.starts_with("vb") || tag.starts_with("jj") ||
         tag.starts_with("rb");
}

}  // namespace

Substitution::Substitution(const Corpus& corpus, const Tagger& tagger,
                           checkpoint::WordVectors vectors, const SubstitutionOptions& options,
                           const base::Team& team)
    : Rounds(corpus, options.rounds, options.seed, "substitution"), options_(options) {
  for (int tag = 0; tag < tagger.num_tags(); ++tag) {
    is_content_.resize(is_content_.size() + 2, is_open_class(tagger.name(static_cast<Tag>(tag))));
  }
  std::vector<std::string> words;
  for (std::uint32_t word = 0; word < corpus.num_words(); ++word) {
    words.push_back(lower_case(corpus.word(word)));
    if (std::ranges::find(kFunctionWords, words.back()) != kFunctionWords.end()) {
      words.back().clear();
    }
  }
  neighbours_ = std::make_unique<Neighbours>(std::move(vectors), words, options.candidates, team);
}

bool Substitution::vary(std::span<const CorpusToken> tokens, Draws& draws, std::string& out) const {
  out.clear();
  bool has_own_word = false;
  for (const CorpusToken& token : tokens) {
    const std::string_view word = corpus().word(token.word);
    const auto candidates = is_content_[token.word_class] ? neighbours_->of(token.word)
                                                          : std::span<const std::string_view>();
    if (candidates.empty() || !draws.chance(options_.replace)) {
      append_token(word, token.space_before, out);
      has_own_word |= token.is_word;
      continue;
    }
    std::string other(candidates[draws.below(candidates.size())]);
    if (is_upper(word.front())) capitalize(other);
    append_token(other, token.space_before, out);
  }
  return has_own_word;
}

}  // namespace tango::augment
