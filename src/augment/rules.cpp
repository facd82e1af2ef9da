#include "augment/rules.h"

#include "augment/letters.h"

namespace tango::augment {

bool Rules::vary(std::span<const CorpusToken> tokens, Draws& draws, std::string& out) const {
  std::span<const CorpusToken> kept = tokens;
  if (draws.chance(options_.cut)) {
    const auto length =
        1 + static_cast<std::size_t>(draws.below(static_cast<std::uint64_t>(options_.longest_cut)));
    if (length < tokens.size()) {
      kept = tokens.subspan(draws.below(tokens.size() - length + 1), length);
    }
  }
  out.clear();
  bool has_own_word = false;
  for (const CorpusToken& token : kept) {
    std::string_view word = corpus().word(token.word);
    const double roll = token.is_word ? draws.unit() : 1;
    if (roll < options_.mask) {
      append_token(options_.mask_token, token.space_before, out);
    } else if (roll < options_.mask + options_.replace) {
      std::string other(corpus().word(unigrams_.draw(token.word_class, token.word, draws)));
      if (&token == tokens.data() && is_upper(word.front())) capitalize(other);
      append_token(other, token.space_before, out);
    } else {
      append_token(word, token.space_before, out);
      has_own_word |= token.is_word;
    }
  }
  return has_own_word;
}

}  // namespace tango::augment
