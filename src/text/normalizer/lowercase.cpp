#include "text/normalizer/lowercase.h"

#include <algorithm>

#include "text/unicode/properties.h"

namespace tango::text {

void to_lowercase(AlignedText& text) {
  const auto changes = [](const AlignedCharacter& character) {
    return unicode::has(character.value, unicode::kLowercases);
  };
  bool grows = false;
  for (AlignedCharacter& character : text) {
    if (!changes(character)) continue;
    const auto lower = unicode::lowercase(character.value);
    if (lower.size() == 1) {
      character.value = lower[0];
    } else {
      grows = true;
    }
  }
  if (!grows) return;
  AlignedText longer;
  longer.reserve(text.size() + 8);
  for (const AlignedCharacter& character : text) {
    const auto lower = unicode::lowercase(character.value);
    if (lower.size() < 2) {
      longer.push_back(character);
    } else {
      for (const char32_t value : lower) longer.push_back({value, character.source});
    }
  }
  text = std::move(longer);
}

}  // namespace tango::text
