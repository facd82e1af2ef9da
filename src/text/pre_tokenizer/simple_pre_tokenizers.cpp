#include "text/pre_tokenizer/simple_pre_tokenizers.h"

#include "base/utf8.h"
#include "text/unicode/graphemes.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

/// 0 for \s, 1 for \w, 2 for the rest.
int word_class(char32_t value) {
  const std::uint32_t properties = unicode::properties(value);
  if ((properties & unicode::kRegexSpace) != 0) return 0;
  return (properties & unicode::kWord) != 0 ? 1 : 2;
}

}  // namespace

void DelimiterSplit::split(NormalizedText& text, std::vector<Span>& splits) const {
  std::vector<Span> out;
  out.reserve(splits.size() * 2);
  for (const Span part : splits) split_at(text.text, part, properties_, behavior_, out);
  splits.swap(out);
}

void Whitespace::split(NormalizedText& text, std::vector<Span>& splits) const {
  std::vector<Span> out;
  for (const Span part : splits) {
    int last = 0;
    for (std::uint32_t position = part.begin; position < part.end;) {
      const base::DecodedCharacter character = base::decode_utf8(text.text, position);
      const std::uint32_t next = position + character.bytes;
      const int kind = word_class(character.value);
      if (kind != 0) {
        if (kind == last) {
          out.back().end = next;
        } else {
          out.push_back({position, next});
        }
      }
      last = kind;
      position = next;
    }
  }
  splits.swap(out);
}

void FixedLength::split(NormalizedText& text, std::vector<Span>& splits) const {
  std::vector<Span> out;
  for (const Span part : splits) {
    std::size_t count = length_;  // of the last word
    for (std::uint32_t position = part.begin; position < part.end; ++count) {
      const std::uint32_t next = position + base::decode_utf8(text.text, position).bytes;
      if (count == length_) {
        out.push_back({position, next});
        count = 0;
      } else {
        out.back().end = next;
      }
      position = next;
    }
  }
  splits.swap(out);
}

void UnicodeScripts::split(NormalizedText& text, std::vector<Span>& splits) const {
  std::vector<Span> out;
  for (const Span part : splits) {
    std::uint8_t last = 0;
    for (std::uint32_t position = part.begin; position < part.end;) {
      const base::DecodedCharacter character = base::decode_utf8(text.text, position);
      const std::uint32_t next = position + character.bytes;
      const std::uint8_t script = unicode::script(character.value);
      if (script != 0 && script != last) {
        out.push_back({position, next});
        last = script;
      } else if (last != 0) {
        out.back().end = next;
      }
      position = next;
    }
  }
  splits.swap(out);
}

void PreTokenizerSequence::split(NormalizedText& text, std::vector<Span>& splits) const {
  for (const auto& part : parts_) part->split(text, splits);
}

}  // namespace tango::text
