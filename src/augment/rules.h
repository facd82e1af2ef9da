// The preset `rules`: masks, words of the same part of speech, short cuts.
#pragma once

#include <string>

#include "augment/rounds.h"
#include "augment/unigrams.h"

namespace tango::augment {

/// Tang, Lu, Mou, Vechtomova, Lin 2019 (arXiv 1903.12136), section 4.3, and its numbers.
struct RuleOptions {
  double mask = 0.1;     ///< Of a word: p_mask.
  double replace = 0.1;  ///< Of a word: p_pos. mask + replace <= 1.
  double cut = 0.25;     ///< Of a text, to 1 … longest_cut tokens: p_ng.
  int longest_cut = 5;
  int rounds = 20;  ///< n_iter.
  std::string mask_token = "[MASK]";
  std::uint64_t seed = 0;
};

class Rules : public Rounds {
 public:
  /// `corpus` outlives it; `tagger` is the one that it was tagged with, null when none was.
  Rules(const Corpus& corpus, const Tagger* tagger, const RuleOptions& options)
      : Rounds(corpus, options.rounds, options.seed, "rules"),
        options_(options),
        unigrams_(corpus, tagger) {}

 private:
  bool vary(std::span<const CorpusToken> tokens, Draws& draws, std::string& out) const override;

  RuleOptions options_;
  Unigrams unigrams_;
};

}  // namespace tango::augment
