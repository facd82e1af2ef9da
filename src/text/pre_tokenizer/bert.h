// BertPreTokenizer: words between white space, each punctuation character by itself.
#pragma once

#include "text/pre_tokenizer/pre_tokenizer.h"

namespace tango::text {

class BertPreTokenizer : public PreTokenizer {
 public:
  void split(NormalizedText& text, std::vector<Span>& splits) const override;
};

}  // namespace tango::text
