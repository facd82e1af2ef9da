#include "augment/substitution.h"

#include <algorithm>

#include "augment/letters.h"

namespace tango::augment {

Substitution::Substitution(const Corpus& corpus, const Tagger& tagger,
                           checkpoint::WordVectors vectors, const SubstitutionOptions& options,
                           const base::Team& team)
    : Rounds(corpus, options.rounds, options.seed, "substitution"), options_(options) {
  for (int tag = 0; tag < tagger.num_tags(); ++tag) {
    is_content_.resize(is_content_.size() + 2, tagger.is_open_class(static_cast<Tag>(tag)));
  }
  std::vector<std::string> words;
  for (std::uint32_t word = 0; word < corpus.num_words(); ++word) {
    words.push_back(lower_case(corpus.word(word)));
    is_function_.push_back(tagger.is_function_word(words.back()));
  }
  if (!options.masked_model.empty()) {
    std::vector<std::string> known = words;
    known.insert(known.end(), vectors.words.begin(), vectors.words.end());
    masked_ = std::make_unique<MaskedWords>(options.masked_model, options.precision, known,
                                            options.candidates + 1);  // the word itself is removed
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_function_[i]) words[i].clear();
  }
  neighbours_ = std::make_unique<Neighbours>(std::move(vectors), words, options.candidates, team);
}

Substitution::Guesses Substitution::guess(std::span<const CorpusToken> tokens) const {
  Guesses guesses(tokens.size());
  std::vector<std::string> texts;
  std::vector<std::size_t> asked;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const CorpusToken& masked = tokens[i];
    if (!is_content_[masked.word_class] || is_function_[masked.word] ||
        !masked_->is_one_token(corpus().word(masked.word))) {
      continue;
    }
    std::string& text = texts.emplace_back();
    for (const CorpusToken& token : tokens) {
      append_token(&token == &masked ? masked_->mask_token() : corpus().word(token.word),
                   token.space_before, text);
    }
    asked.push_back(i);
  }
  std::vector<std::vector<std::string_view>> found = masked_->candidates(texts);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    std::erase(found[i], lower_case(corpus().word(tokens[asked[i]].word)));
    found[i].resize(std::min(found[i].size(), static_cast<std::size_t>(options_.candidates)));
    guesses[asked[i]] = std::move(found[i]);
  }
  return guesses;
}

std::shared_ptr<const Substitution::Guesses> Substitution::guesses_of(
    std::span<const CorpusToken> tokens) const {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = guessed_.find(tokens.data()); known != guessed_.end()) {
      return known->second;
    }
  }
  const auto made = std::make_shared<const Guesses>(guess(tokens));
  const std::lock_guard lock(mutex_);
  return guessed_.emplace(tokens.data(), made).first->second;
}

bool Substitution::vary(std::span<const CorpusToken> tokens, Draws& draws, std::string& out) const {
  out.clear();
  bool has_own_word = false;
  const std::shared_ptr<const Guesses> guesses = masked_ ? guesses_of(tokens) : nullptr;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const CorpusToken& token = tokens[i];
    const std::string_view word = corpus().word(token.word);
    std::span<const std::string_view> candidates;
    if (is_content_[token.word_class]) {
      candidates = neighbours_->of(token.word);
      if (guesses && !(*guesses)[i].empty()) candidates = (*guesses)[i];
    }
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
