// Split: at the matches of a pattern, or between them.
#pragma once

#include <memory>

#include "text/pattern/pattern.h"
#include "text/pre_tokenizer/delimiter.h"
#include "text/pre_tokenizer/pre_tokenizer.h"

namespace tango::text {

class Split : public PreTokenizer {
 public:
  /// `invert`: what is between the matches is the delimiter.
  Split(std::unique_ptr<const Pattern> pattern, DelimiterBehavior behavior, bool invert)
      : pattern_(std::move(pattern)), behavior_(behavior), invert_(invert) {}
  void split(NormalizedText& text, std::vector<Span>& splits) const override;

 private:
  std::unique_ptr<const Pattern> pattern_;
  DelimiterBehavior behavior_;
  bool invert_;
};

/// Appends the matches within text[part], as bytes of `text`.
void append_matches(const Pattern& pattern, std::string_view text, Span part,
                    std::vector<Span>& out);

}  // namespace tango::text
