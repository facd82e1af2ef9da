// ByteLevel: GPT-2's splitting, after which words are read byte by byte.
#pragma once

#include "text/pre_tokenizer/pre_tokenizer.h"

namespace tango::text {

/// Splits at the matches of GPT-2's pattern
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` when `use_regex`
/// (Radford et al. 2019, "Language models are unsupervised multitask learners").
class ByteLevel : public PreTokenizer {
 public:
  ByteLevel(bool add_prefix_space, bool use_regex)
      : add_prefix_space_(add_prefix_space), use_regex_(use_regex) {}
  void split(NormalizedText& text, std::vector<Span>& splits) const override;
  [[nodiscard]] bool byte_level() const override { return true; }

 private:
  bool add_prefix_space_;
  bool use_regex_;
};

/// ByteLevel where something else than BPE reads its words, or splits them further: the bytes are
/// written as their visible characters.
class ByteLevelCharacters : public PreTokenizer {
 public:
  explicit ByteLevelCharacters(const ByteLevel& byte_level) : byte_level_(byte_level) {}
  void split(NormalizedText& text, std::vector<Span>& splits) const override;

 private:
  ByteLevel byte_level_;
};

}  // namespace tango::text
