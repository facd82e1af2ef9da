// How often each word stands in a corpus, by class.
#pragma once

#include <cstdint>
#include <vector>

#include "augment/corpus.h"
#include "augment/draws.h"

namespace tango::augment {

/// Immutable, thread-safe.
class Unigrams {
 public:
  /// Counts the words of `corpus`; a capital that a word has only for standing first is not its
  /// own, so such words are not counted, unless `tagger` (may be null) has proper names of them.
  Unigrams(const Corpus& corpus, const Tagger* tagger);

  /// A word of that class, each as likely as it is frequent; `otherwise` when there is none.
  [[nodiscard]] std::uint32_t draw(std::uint8_t word_class, std::uint32_t otherwise,
                                   Draws& draws) const;

 private:
  struct Class {
    std::vector<std::uint32_t> words;
    std::vector<std::uint64_t> sums;  ///< Of the counts of the words up to each, itself included.
  };
  std::vector<Class> classes_;
};

}  // namespace tango::augment
