// The words of a BiLSTM and their vectors.
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

/// [words x width] of a GloVe file; a word that it lacks gets normal numbers with the deviation of
/// those that are there. `found` (if not null) counts them.
[[nodiscard]] at::Tensor glove_vectors(const std::filesystem::path& path,
                                       const std::vector<std::string>& words, std::uint64_t seed,
                                       std::int64_t* found);

/// The teacher's own: the mean of its token embeddings over a word's pieces, projected on their
/// `most` largest principal components over the words (all, where it is less wide), scaled to
/// GloVe's deviation (0.4). Throws kUsage for a teacher that is no encoder.
[[nodiscard]] at::Tensor teacher_vectors(const checkpoint::Checkpoint& teacher,
                                         const text::Tokenizer& tokenizer,
                                         const std::vector<std::string>& words, int most);

/// Normal numbers.
[[nodiscard]] at::Tensor random_vectors(const std::vector<std::string>& words, int width,
                                        std::uint64_t seed);

}  // namespace tango::train
