// Phrases within sentences, like the nodes of a treebank.
#pragma once

#include <string>
#include <string_view>

#include "augment/corpus.h"
#include "augment/draws.h"
#include "augment/english/tagger.h"

namespace tango::augment {

/// A random run of at least `min_words` tokens of `sentence`, but not all of them, that begins and
/// ends where phrases do: it begins with a preposition, a determiner, a verb or an adjective, or
/// after punctuation, and ends before punctuation, a preposition or a conjunction. Empty when there
/// is none. `tagger` is the one that tagged the sentence.
[[nodiscard]] std::string cut_phrase(const TaggedText& sentence, const EnglishTagger& tagger,
                                     std::size_t min_words, Draws& draws);

}  // namespace tango::augment
