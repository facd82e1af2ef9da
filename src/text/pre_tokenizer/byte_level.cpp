#include "text/pre_tokenizer/byte_level.h"

#include "base/utf8.h"
#include "text/pattern/word_patterns.h"
#include "text/pre_tokenizer/split.h"
#include "text/subword/byte_alphabet.h"

namespace tango::text {
namespace {

/// Puts a space before each split that does not start with one; it shares the first character's
/// source.
void insert_prefix_spaces(NormalizedText& text, std::vector<Span>& splits) {
  NormalizedTextBuilder spaced(text, text.text.size() + splits.size());
  for (Span& part : splits) {
    const std::uint32_t begin = spaced.size();
    if (text.text[part.begin] != ' ') spaced.insert(" ", part.begin);
    spaced.copy(part);
    part = {begin, spaced.size()};
  }
  text = spaced.take();
}

}  // namespace

void ByteLevel::split(NormalizedText& text, std::vector<Span>& splits) const {
  if (add_prefix_space_) insert_prefix_spaces(text, splits);
  if (!use_regex_) return;
  std::vector<Span> out;
  out.reserve(text.text.size() / 4 + 8);
  for (const Span part : splits) append_matches(Gpt2Pattern(), text.text, part, out);
  splits.swap(out);
}

void ByteLevelCharacters::split(NormalizedText& text, std::vector<Span>& splits) const {
  byte_level_.split(text, splits);
  NormalizedTextBuilder visible(text, text.text.size() * 2);
  std::string character;
  for (Span& part : splits) {
    const std::uint32_t begin = visible.size();
    for (std::uint32_t position = part.begin; position < part.end; ++position) {
      character.clear();
      const auto byte = static_cast<unsigned char>(text.text[position]);
      base::append_utf8(byte_characters()[byte], character);
      visible.insert(character, position);
    }
    part = {begin, visible.size()};
  }
  text = visible.take();
}

}  // namespace tango::text
