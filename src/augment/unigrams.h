// The frequencies of the words of a corpus, by word class.
#pragma once

#include <cstdint>
#include <vector>

#include "augment/corpus.h"
#include "augment/draws.h"

namespace tango::augment {

/// Immutable, thread-safe.
class Unigrams {
 public:
  /// Counts the words of `corpus`. The capital of a first word is not its own, so such words are
  /// not counted, unless `tagger` (which may be null) says that they are proper nouns.
  Unigrams(const Corpus& corpus, const Tagger* tagger);

  /// A random word of the class, by frequency; `otherwise` when the class has none.
  [[nodiscard]] std::uint32_t draw(std::uint8_t word_class, std::uint32_t otherwise,
                                   Draws& draws) const;

 private:
  struct Class {
    std::vector<std::uint32_t> words;
    std::vector<std::uint64_t> sums;  ///< Cumulative counts of `words`.
  };
  std::vector<Class> classes_;
};

}  // namespace tango::augment
