#include "text/subword/unknown_token.h"

#include <tango/error.h>

namespace tango::text {

void UnknownToken::throw_missing(std::string_view word) const {
  constexpr std::size_t kLongest = 100;
  std::string shown(word.substr(0, kLongest));
  while (!shown.empty() && shown.size() < word.size() &&
         (static_cast<unsigned char>(word[shown.size()]) & 0xC0U) == 0x80U) {
    shown.pop_back();  // not within a character
  }
  throw Error(ErrorCode::kInvalidInput,
              "the vocabulary has neither the word \"" + shown +
                  (shown.size() < word.size() ? "…" : "") + "\" nor the unknown token \"" + name_ +
                  "\" for it; a tokenizer that has the token would take the text");
}

}  // namespace tango::text
