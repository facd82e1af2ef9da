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

}  // namespace tango::text
