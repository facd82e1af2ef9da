#include "text/pre_tokenizer/bert.h"

#include "base/utf8.h"
#include "text/ascii_table.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

enum class Kind : std::uint8_t { kWordPart, kSpace, kPunctuation };

Kind kind_of(char32_t value) {
  const std::uint32_t properties = unicode::properties(value);
  if ((properties & unicode::kWhitespace) != 0) return Kind::kSpace;
  return (properties & unicode::kPunctuation) != 0 ? Kind::kPunctuation : Kind::kWordPart;
}

}  // namespace

void BertPreTokenizer::split(NormalizedText& text, std::vector<Span>& splits) const {
  const auto& ascii = ascii_table<kind_of>();
  std::vector<Span> out;
  out.reserve(text.text.size() / 4 + 8);
  for (const Span part : splits) {
    std::uint32_t begin = part.begin;
    for (std::uint32_t position = part.begin; position < part.end;) {
      const auto byte = static_cast<unsigned char>(text.text[position]);
      std::uint32_t next = position + 1;
      Kind kind = Kind::kWordPart;
      if (byte < 0x80) {
        kind = ascii[byte];
      } else {
        const base::DecodedCharacter character = base::decode_utf8(text.text, position);
        next = position + character.bytes;
        kind = kind_of(character.value);
      }
      if (kind != Kind::kWordPart) {
        if (begin < position) out.push_back({begin, position});
        if (kind == Kind::kPunctuation) out.push_back({position, next});
        begin = next;
      }
      position = next;
    }
    if (begin < part.end) out.push_back({begin, part.end});
  }
  splits.swap(out);
}

}  // namespace tango::text
