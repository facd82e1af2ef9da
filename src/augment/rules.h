// The preset `rules`: masked words, words of the same part of speech, short excerpts.
#pragma once

#include <string>

#include "augment/rounds.h"
#include "augment/unigrams.h"

namespace tango::augment {

/// Tang, Lu, Mou, Vechtomova, Lin 2019 (arXiv 1903.12136), section 4.3, and its numbers.
struct RuleOptions {
  double mask = 0.1;     ///< The probability that a word is masked: p_mask.
  double replace = 0.1;  ///< That it is replaced: p_pos. mask + replace <= 1.
  double cut = 0.25;     ///< That a text is cut to 1 … longest_cut tokens: p_ng.
  int longest_cut = 5;
  int rounds = 20;  ///< n_iter.
  std::string mask_token = "[MASK]";
  std::uint64_t seed = 0;
};

class Rules : public Rounds {
 public:
  /// `corpus` has to outlive this object; `tagger` is the one that it was tagged with, or null.
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
