#include "augment/english/in_domain.h"

#include <algorithm>
#include <string>

#include <tango/error.h>

#include "augment/draws.h"
#include "augment/english/html.h"
#include "augment/english/phrases.h"
#include "augment/english/sentences.h"
#include "augment/english/treebank.h"
#include "augment/letters.h"

namespace tango::augment {
namespace {

constexpr std::uint64_t kTextsOfWork = 128;

}  // namespace

bool InDomain::next_work(Work& work) {
  work.begin = handed_out_;
  work.texts.clear();
  task::Record record;
  while (work.texts.size() < kTextsOfWork && reader_.next(record)) {
    if (record.pair) {
      throw Error(ErrorCode::kUnsupported,
                  "row " + std::to_string(record.id) +
                      " is a pair; in-domain takes single texts: name the column of the texts, and "
                      "no column of second texts",
                  {"text", "text_pair"});
    }
    work.texts.push_back(std::move(record.text));
  }
  work.end = handed_out_ = work.begin + work.texts.size();
  return !work.texts.empty();
}

/// Whether a text has the length asked for and is mostly words, without addresses; ratings and
/// lists of numbers are not.
bool InDomain::is_fit(const TaggedText& text) const {
  std::int64_t words = 0;
  std::int64_t with_letters = 0;
  for (const Token& token : text.tokens) {
    if (token.text.find("www.") != std::string_view::npos ||
        token.text.find("http") != std::string_view::npos) {
      return false;
    }
    words += is_word(token.text) ? 1 : 0;
    with_letters += std::ranges::any_of(token.text, is_letter) ? 1 : 0;
  }
  return words >= options_.min_words && words <= options_.max_words &&
         2 * with_letters >= static_cast<std::int64_t>(text.tokens.size());
}

void InDomain::generate(const Work& work, std::vector<TextPair>& texts) const {
  const EnglishTagger* const tagger = options_.phrases > 0 ? tagger_ : nullptr;
  for (std::uint64_t unit = work.begin; unit < work.end; ++unit) {
    Draws draws(options_.seed, "in-domain", unit);
    for (std::string& sentence : split_sentences(without_html(work.texts[unit - work.begin]))) {
      std::string text = options_.treebank ? treebank_form(sentence) : std::move(sentence);
      const bool is_to_be_cut = draws.chance(options_.phrases) && tagger != nullptr;
      const TaggedText tagged = tag_text(text, is_to_be_cut ? tagger : nullptr);
      if (!is_fit(tagged)) continue;
      if (is_to_be_cut && !guard_.match(text)) {
        const auto min_words = static_cast<std::size_t>(options_.min_words);
        std::string phrase = cut_phrase(tagged, *tagger, min_words, draws);
        if (!phrase.empty()) text = std::move(phrase);
      }
      texts.push_back({std::move(text), {}});
    }
  }
}

}  // namespace tango::augment
