// Texts as sequences of words, for a language model.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "train/data/data_set.h"
#include "train/data/read_texts.h"

namespace tango::train {

struct WordSequences {
  std::vector<std::string> words;  ///< By id: the special ones, then by falling frequency.
  bool pairs = false;
  DataSet train, held_out;  ///< Each text between two kEndOfText; pairs with kPairSeparator.
};

struct WordSequenceOptions {
  std::size_t vocabulary = 20000;  ///< Words, at most; rarer words become the unknown word.
  std::size_t longest = 100;       ///< Words of a text, at most; longer texts are left out.
  int held_out_every = 20;         ///< One in so many texts, chosen by its content, is held out.
};

/// Throws kInvalidInput when too few texts are left.
[[nodiscard]] WordSequences read_word_sequences(const TextFiles& files,
                                                const WordSequenceOptions& options);

}  // namespace tango::train
