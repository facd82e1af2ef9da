// The preset `in-domain`: sentences and phrases of the user's own unlabelled texts.
#pragma once

#include <cstdint>

#include "augment/english/tagger.h"
#include "augment/guard.h"
#include "augment/preset.h"
#include "task/record_reader.h"

namespace tango::augment {

struct InDomainOptions {
  int min_words = 2;  ///< In a text; punctuation does not count.
  int max_words = 50;
  double phrases = 0.5;   ///< The share of the sentences that are cut to a phrase.
  bool treebank = false;  ///< Whether texts are written in treebank_form().
  std::uint64_t seed = 0;
};

class InDomain : public Preset {
 public:
  /// Reads texts from `reader` as they are needed. A sentence that `guard` holds back is not cut,
  /// so that the screen sees it whole. `tagger` may be null where phrases is 0. All three have to
  /// outlive this object.
  InDomain(task::RecordReader& reader, const Guard& guard, const EnglishTagger* tagger,
           const InDomainOptions& options)
      : reader_(reader), guard_(guard), tagger_(tagger), options_(options) {}

  bool next_work(Work& work) override;
  void generate(const Work& work, std::vector<TextPair>& texts) const override;
  [[nodiscard]] bool is_finite() const override { return true; }

  [[nodiscard]] std::int64_t texts_read() const { return static_cast<std::int64_t>(handed_out_); }

 private:
  [[nodiscard]] bool is_fit(const TaggedText& text) const;

  task::RecordReader& reader_;
  const Guard& guard_;
  const EnglishTagger* tagger_;
  InDomainOptions options_;
  std::uint64_t handed_out_ = 0;
};

}  // namespace tango::augment
