#include "text/pre_tokenizer/word_pattern.h"

#include "base/utf8.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

bool is_word_part(char32_t value) {
  return (value >= U'a' && value <= U'z') || (value >= U'0' && value <= U'9');
}

/// Python counts the four information separators as white space too.
bool is_space(char32_t value) {
  return (value >= 0x1C && value <= 0x1F) || unicode::has(value, unicode::kWhitespace);
}

}  // namespace

void WordPattern::split(NormalizedText& text, std::vector<Span>& splits) const {
  std::vector<Span> out;
  out.reserve(text.text.size() / 4 + 8);
  for (const Span part : splits) {
    bool in_word = false;
    for (std::uint32_t position = part.begin; position < part.end;) {
      const base::DecodedCharacter character = base::decode_utf8(text.text, position);
      const std::uint32_t next = position + character.bytes;
      const bool word_part = is_word_part(character.value);
      if (word_part && in_word) {
        out.back().end = next;
      } else if (!is_space(character.value)) {
        out.push_back({position, next});
      }
      in_word = word_part;
      position = next;
    }
  }
  splits.swap(out);
}

}  // namespace tango::text
