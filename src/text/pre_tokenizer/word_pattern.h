// The BiLSTM's words: matches of `[a-z0-9]+|[^\sa-z0-9]`, as Python's re finds them.
#pragma once

#include "text/pre_tokenizer/pre_tokenizer.h"

namespace tango::text {

class WordPattern : public PreTokenizer {
 public:
  void split(NormalizedText& text, std::vector<Span>& splits) const override;
};

}  // namespace tango::text
