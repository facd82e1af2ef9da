// The vocabulary of a BiLSTM, and word vectors for it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include <ATen/ATen.h>

#include "checkpoint/checkpoint.h"
#include "text/tokenizer.h"
#include "train/data/read_texts.h"

namespace tango::train {

using WordCounts = std::unordered_map<std::string, std::int64_t>;

/// `first`, then the words by falling count (equal counts in byte order), at most `size` in all.
[[nodiscard]] std::vector<std::string> commonest_words(const WordCounts& counts,
                                                       std::vector<std::string> first,
                                                       std::size_t size);

/// "<pad>", "<unk>", for pairs text::kWordSeparator, then the words of the texts, the commonest
/// first (equal counts in byte order), at most `size` in all.
[[nodiscard]] std::vector<std::string> count_words(const TextFiles& files, std::size_t size);

struct WordsAndPairs {
  std::vector<std::string> words;  ///< The special ones, words, then pairs ("first second").
  std::int64_t special = 0;        ///< How many are special.
};

/// As count_words, with pairs of neighbouring words, all by the number of texts that they are in;
/// only what is in two texts or more.
[[nodiscard]] WordsAndPairs count_words_and_pairs(const TextFiles& files, std::size_t size);

/// [words x width] from a GloVe file. A word that the file lacks gets normal random numbers with
/// the standard deviation of the vectors found. `found`, unless null, is set to how many were.
[[nodiscard]] at::Tensor glove_vectors(const std::filesystem::path& path,
                                       const std::vector<std::string>& words, std::uint64_t seed,
                                       std::int64_t* found);

/// [words x width] from the teacher's token embeddings: their mean over the pieces of each word,
/// projected on the `most` largest principal components over the words (on all of them, where the
/// teacher is less wide), scaled to the standard deviation of GloVe's vectors (0.4). Throws kUsage
/// for a teacher that is no encoder.
[[nodiscard]] at::Tensor teacher_vectors(const checkpoint::Checkpoint& teacher,
                                         const text::Tokenizer& tokenizer,
                                         const std::vector<std::string>& words, int most);

/// [words x width] of normal random numbers, with that deviation, too.
[[nodiscard]] at::Tensor random_vectors(const std::vector<std::string>& words, int width,
                                        std::uint64_t seed);

}  // namespace tango::train
