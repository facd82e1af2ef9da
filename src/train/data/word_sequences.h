// Texts as the words that a language model reads and writes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "train/data/data_set.h"
#include "train/data/read_texts.h"

namespace tango::train {

struct WordSequences {
  std::vector<std::string> words;  ///< By id: the special ones, then the commonest first.
  bool pairs = false;
  DataSet train, held_out;  ///< Each text between two kEndOfText; pairs with kPairSeparator.
};

struct WordSequenceOptions {
  std::size_t vocabulary = 20000;  ///< Words at most; rarer ones are unknown.
  std::size_t longest = 100;       ///< Words of a text; longer ones are left out.
  int held_out_every = 20;         ///< Of so many texts one, by what it says, is held out.
};

/// Throws kInvalidInput when too few texts are left.
[[nodiscard]] WordSequences read_word_sequences(const TextFiles& files,
                                                const WordSequenceOptions& options);

}  // namespace tango::train
