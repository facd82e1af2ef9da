// The pre-tokenizers of a few lines each: Whitespace, WhitespaceSplit, Punctuation, Digits,
// FixedLength, UnicodeScripts; and Sequence.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "text/pre_tokenizer/delimiter.h"
#include "text/pre_tokenizer/pre_tokenizer.h"

namespace tango::text {

/// WhitespaceSplit, Punctuation and Digits: one kind of delimiter, one behaviour.
class DelimiterSplit : public PreTokenizer {
 public:
  DelimiterSplit(std::uint32_t properties, DelimiterBehavior behavior)
      : properties_(properties), behavior_(behavior) {}
  void split(NormalizedText& text, std::vector<Span>& splits) const override;

 private:
  std::uint32_t properties_;
  DelimiterBehavior behavior_;
};

/// Whitespace: `\w+|[^\w\s]+`.
class Whitespace : public PreTokenizer {
 public:
  void split(NormalizedText& text, std::vector<Span>& splits) const override;
};

/// Words of `length` (> 0) characters; the last one may have fewer.
class FixedLength : public PreTokenizer {
 public:
  explicit FixedLength(std::size_t length) : length_(length) {}
  void split(NormalizedText& text, std::vector<Span>& splits) const override;

 private:
  std::size_t length_;
};

/// A word begins where the script changes. Characters that go with any script do not change it; as
/// `tokenizers` has it, those at the front are dropped.
class UnicodeScripts : public PreTokenizer {
 public:
  void split(NormalizedText& text, std::vector<Span>& splits) const override;
};

/// Several pre-tokenizers, one after the other.
class PreTokenizerSequence : public PreTokenizer {
 public:
  explicit PreTokenizerSequence(std::vector<std::unique_ptr<const PreTokenizer>> parts)
      : parts_(std::move(parts)) {}
  void split(NormalizedText& text, std::vector<Span>& splits) const override;
  [[nodiscard]] bool byte_level() const override {
    return !parts_.empty() && parts_.back()->byte_level();
  }

 private:
  std::vector<std::unique_ptr<const PreTokenizer>> parts_;
};

}  // namespace tango::text
