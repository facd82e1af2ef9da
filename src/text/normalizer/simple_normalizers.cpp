#include "text/normalizer/simple_normalizers.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/subword/byte_alphabet.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

bool nmt_drops(char32_t value) {
  return (value >= 0x01 && value <= 0x08) || value == 0x0B || (value >= 0x0E && value <= 0x1F) ||
         value == 0x7F || value == 0x8F || value == 0x9F;
}

bool nmt_makes_space(char32_t value) {
  switch (value) {
    case 0x09:
    case 0x0A:
    case 0x0C:
    case 0x0D:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x2581:
    case 0xFEFF:
    case 0xFFFD:
      return true;
    default:
      return value >= 0x200B && value <= 0x200F;
  }
}

}  // namespace

void StripAccents::apply(AlignedText& text) const {
  std::erase_if(text, [](const AlignedCharacter& character) {
    return unicode::has(character.value, unicode::kCombiningMark);
  });
}

void Nmt::apply(AlignedText& text) const {
  std::erase_if(text, [](const AlignedCharacter& character) { return nmt_drops(character.value); });
  for (AlignedCharacter& character : text) {
    if (nmt_makes_space(character.value)) character.value = U' ';
  }
}

char Nmt::map_ascii(char character) const {
  const auto value = static_cast<char32_t>(character);
  if (nmt_drops(value)) return kAsciiRemoved;
  return nmt_makes_space(value) ? ' ' : character;
}

void ByteLevelNormalizer::apply(AlignedText& text) const {
  AlignedText visible;
  visible.reserve(text.size());
  std::string bytes;
  for (const AlignedCharacter& character : text) {
    bytes.clear();
    base::append_utf8(character.value, bytes);
    for (const char byte : bytes) {
      visible.push_back({byte_characters()[static_cast<unsigned char>(byte)], character.source});
    }
  }
  text = std::move(visible);
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
    if (character == kAsciiRemoved || character == kAsciiOther) break;
  }
  return character;
}

}  // namespace tango::text
