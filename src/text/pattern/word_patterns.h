// The patterns of published byte-level tokenizers, by hand: they split a text into words without a
// gap.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "text/pattern/pattern.h"

namespace tango::text {

/// GPT-2's (Radford et al. 2019, "Language models are unsupervised multitask learners"), RoBERTa's:
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
class Gpt2Pattern : public Pattern {
 public:
  void find(std::string_view text, std::vector<Span>& matches) const override;
};

/// GPT-4's (cl100k), and the like of Llama 3 and Qwen:
/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|
/// \s*[\r\n]+|\s+(?!\S)|\s+`, with at most `most_digits` numbers together.
class Gpt4Pattern : public Pattern {
 public:
  explicit Gpt4Pattern(std::size_t most_digits) : most_digits_(most_digits) {}
  void find(std::string_view text, std::vector<Span>& matches) const override;

 private:
  std::size_t most_digits_;
};

/// The pattern that a regular expression is; null for one that is none of these.
[[nodiscard]] std::unique_ptr<const Pattern> known_pattern(std::string_view regex);

}  // namespace tango::text
