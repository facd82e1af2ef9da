// Presets that go over a corpus again and again, and make a new text of each text each time.
#pragma once

#include <string_view>

#include "augment/corpus.h"
#include "augment/draws.h"
#include "augment/preset.h"

namespace tango::augment {

/// Unit u is text u mod n of the corpus in round u / n. Of pairs, rounds take turns at changing the
/// first text, the second one, and both (Tang et al. 2019, section 4.3).
class Rounds : public Preset {
 public:
  bool next_work(Work& work) override;
  void generate(const Work& work, std::vector<TextPair>& texts) const override;

 protected:
  /// `corpus` has to outlive this object. `purpose` makes the draws of different presets differ.
  Rounds(const Corpus& corpus, int rounds, std::uint64_t seed, std::string_view purpose)
      : corpus_(corpus), rounds_(rounds), seed_(seed), purpose_(purpose) {}

  [[nodiscard]] const Corpus& corpus() const { return corpus_; }

  /// Overwrites `out` with a variant of a text. Returns false, so that the variant is dropped, if
  /// it has none of the text's own words. Thread-safe.
  virtual bool vary(std::span<const CorpusToken> tokens, Draws& draws, std::string& out) const = 0;

 private:
  const Corpus& corpus_;
  int rounds_;
  std::uint64_t seed_;
  std::string purpose_;
  std::uint64_t handed_out_ = 0;
};

/// Overwrites `out` with the text itself.
void write_tokens(const Corpus& corpus, std::span<const CorpusToken> tokens, std::string& out);

}  // namespace tango::augment
