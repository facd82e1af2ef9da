// The preset `tinybert`: words replaced by those that a masked language model would write, or by
// their neighbours among word vectors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "augment/masked_words.h"
#include "augment/neighbours.h"
#include "augment/rounds.h"

namespace tango::augment {

/// Jiao et al. 2020 (TinyBERT), algorithm 1, with its values.
struct SubstitutionOptions {
  double replace = 0.4;  ///< The probability that a word is replaced: p_t.
  int candidates = 15;   ///< K.
  int rounds = 20;       ///< N_a.
  std::uint64_t seed = 0;
  /// A checkpoint with a masked-language-model head, which gives the candidates for words that are
  /// single tokens for it. Empty: all candidates come from the vectors.
  std::filesystem::path masked_model;
  kernel::Precision precision = kernel::Precision::kInt8;  ///< Of that model.
};

class Substitution : public Rounds {
 public:
  /// `corpus` outlives this; `tagger` is the one that it was tagged with. Function words stay:
  /// those of closed classes, and those that the tagger knows.
  Substitution(const Corpus& corpus, const Tagger& tagger, checkpoint::WordVectors vectors,
               const SubstitutionOptions& options, const base::Team& team);

  /// The number of content words of the corpus that have a vector.
  [[nodiscard]] std::int64_t words_with_vectors() const {
    return neighbours_->words_with_vectors();
  }

 private:
  /// Per token of a text; empty where the masked model gives no candidates.
  using Guesses = std::vector<std::vector<std::string_view>>;

  bool vary(std::span<const CorpusToken> tokens, Draws& draws, std::string& out) const override;
  [[nodiscard]] std::shared_ptr<const Guesses> guesses_of(
      std::span<const CorpusToken> tokens) const;
  [[nodiscard]] Guesses guess(std::span<const CorpusToken> tokens) const;

  SubstitutionOptions options_;
  std::vector<bool> is_content_;                  ///< By word class.
  std::unique_ptr<const Neighbours> neighbours_;  ///< By word of the corpus.
  std::unique_ptr<const MaskedWords> masked_;     ///< Null without a model.
  std::vector<bool> is_function_;                 ///< Of each word of the corpus.
  mutable std::mutex mutex_;
  /// By the first token of a text: every round needs the same guesses again.
  mutable std::unordered_map<const CorpusToken*, std::shared_ptr<const Guesses>> guessed_;
};

}  // namespace tango::augment
