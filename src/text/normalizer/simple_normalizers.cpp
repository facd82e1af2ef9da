#include "text/normalizer/simple_normalizers.h"

#include <algorithm>

#include "text/unicode/properties.h"

namespace tango::text {

void StripAccents::apply(AlignedText& text) const {
  std::erase_if(text, [](const AlignedCharacter& character) {
    return unicode::has(character.value, unicode::kCombiningMark);
  });
}

void Strip::apply(AlignedText& text) const {
  const auto stays = [](const AlignedCharacter& character) {
    return !unicode::has(character.value, unicode::kWhitespace);
  };
  if (right_) text.erase(std::find_if(text.rbegin(), text.rend(), stays).base(), text.end());
  if (left_) text.erase(text.begin(), std::find_if(text.begin(), text.end(), stays));
}

void Prepend::apply(AlignedText& text) const {
  if (text.empty()) return;
  AlignedText prefix;
  for (const char32_t value : prefix_) prefix.push_back({value, text.front().source});
  text.insert(text.begin(), prefix.begin(), prefix.end());
}

void NormalizerSequence::apply(AlignedText& text) const {
  for (const auto& part : parts_) part->apply(text);
}

Locality NormalizerSequence::locality() const {
  Locality least = Locality::kRuns;
  for (const auto& part : parts_) least = std::min(least, part->locality());
  return least;
}

char NormalizerSequence::map_ascii(char character) const {
  for (const auto& part : parts_) {
    character = part->map_ascii(character);
    if (character == kAsciiRemoved) break;
  }
  return character;
}

}  // namespace tango::text
