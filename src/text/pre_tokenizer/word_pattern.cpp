#include "text/pre_tokenizer/word_pattern.h"

#include <cstdint>

#include "base/utf8.h"
#include "text/ascii_table.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

enum class WordPatternKind : std::uint8_t { kWordPart, kSpace, kOther };

WordPatternKind word_pattern_kind_of(char32_t value) {
  if ((value >= U'a' && value <= U'z') || (value >= U'0' && value <= U'9'))
    return WordPatternKind::kWordPart;
  // Python counts the four information separators as white space too.
  const bool separator = value >= 0x1C && value <= 0x1F;
  return separator || unicode::has(value, unicode::kWhitespace) ? WordPatternKind::kSpace
                                                                : WordPatternKind::kOther;
}

}  // namespace

void WordPattern::split(NormalizedText& text, std::vector<Span>& splits) const {
  const auto& ascii = ascii_table<word_pattern_kind_of>();
  std::vector<Span> out;
  out.reserve(text.text.size() / 4 + 8);
  for (const Span part : splits) {
    bool in_word = false;
    for (std::uint32_t position = part.begin; position < part.end;) {
      const auto byte = static_cast<unsigned char>(text.text[position]);
      std::uint32_t next = position + 1;
      WordPatternKind kind = WordPatternKind::kOther;
      if (byte < 0x80) {
        kind = ascii[byte];
      } else {
        const base::DecodedCharacter character = base::decode_utf8(text.text, position);
        next = position + character.bytes;
        kind = word_pattern_kind_of(character.value);
      }
      const bool word_part = kind == WordPatternKind::kWordPart;
      if (word_part && in_word) {
        out.back().end = next;
      } else if (kind != WordPatternKind::kSpace) {
        out.push_back({position, next});
      }
      in_word = word_part;
      position = next;
    }
  }
  splits.swap(out);
}

}  // namespace tango::text
