#include "text/normalizer/bert.h"

#include <algorithm>

#include "text/normalizer/lowercase.h"
#include "text/normalizer/unicode_form.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

void clean(AlignedText& text) {
  std::erase_if(text, [](const AlignedCharacter& character) {
    return unicode::has(character.value, unicode::kCleanRemoved);
  });
  for (AlignedCharacter& character : text) {
    if (unicode::has(character.value, unicode::kCleanSpace)) character.value = U' ';
  }
}

void set_chinese_apart(AlignedText& text) {
  const auto is_chinese = [](const AlignedCharacter& character) {
    return unicode::has(character.value, unicode::kChinese);
  };
  if (std::none_of(text.begin(), text.end(), is_chinese)) return;
  AlignedText spaced;
  spaced.reserve(text.size() * 3);
  for (const AlignedCharacter& character : text) {
    const bool apart = is_chinese(character);
    if (apart) spaced.push_back({U' ', character.source});
    spaced.push_back(character);
    if (apart) spaced.push_back({U' ', character.source});
  }
  text = std::move(spaced);
}

void strip_nonspacing_marks(AlignedText& text) {
  normalize_to(UnicodeForm::kNfd, text);
  std::erase_if(text, [](const AlignedCharacter& character) {
    return unicode::has(character.value, unicode::kNonspacingMark);
  });
}

}  // namespace

void BertNormalizer::apply(AlignedText& text) const {
  if (options_.clean_text) clean(text);
  if (options_.handle_chinese_chars) set_chinese_apart(text);
  if (options_.strip_accents) strip_nonspacing_marks(text);
  if (options_.lowercase) to_lowercase(text);
}

char BertNormalizer::map_ascii(char character) const {
  const auto value = static_cast<char32_t>(character);
  if (options_.clean_text) {
    if (unicode::has(value, unicode::kCleanRemoved)) return kAsciiRemoved;
    if (unicode::has(value, unicode::kCleanSpace)) return ' ';
  }
  if (options_.lowercase && character >= 'A' && character <= 'Z') {
    return static_cast<char>(character - 'A' + 'a');
  }
  return character;
}

}  // namespace tango::text
