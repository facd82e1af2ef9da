// The preset `tinybert`: words for their neighbours in a space of word vectors.
#pragma once

#include <cstdint>
#include <memory>

#include "augment/neighbours.h"
#include "augment/rounds.h"

namespace tango::augment {

/// Jiao et al. 2020 (TinyBERT), algorithm 1 and its numbers. Every word's candidates come from
/// vectors, which they take for words of several pieces only.
struct SubstitutionOptions {
  double replace = 0.4;  ///< Of a word: p_t.
  int candidates = 15;   ///< K.
  int rounds = 20;       ///< N_a.
  std::uint64_t seed = 0;
};

class Substitution : public Rounds {
 public:
  /// `corpus` outlives it. `tagger` is the one that it was tagged with: function words, which
  /// TinyBERT's program has a list of, are those of a closed class and some dozens more.
  Substitution(const Corpus& corpus, const Tagger& tagger, checkpoint::WordVectors vectors,
               const SubstitutionOptions& options, const base::Team& team);

  /// Of the corpus's content words.
  [[nodiscard]] std::int64_t words_with_vectors() const {
    return neighbours_->words_with_vectors();
  }

 private:
  bool vary(std::span<const CorpusToken> tokens, Draws& draws, std::string& out) const override;

  SubstitutionOptions options_;
  std::vector<bool> is_content_;                  ///< Of each word class.
  std::unique_ptr<const Neighbours> neighbours_;  ///< Of each word of the corpus.
};

}  // namespace tango::augment
