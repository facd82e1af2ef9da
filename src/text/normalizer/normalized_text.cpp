#include "text/normalizer/normalized_text.h"

#include "base/utf8.h"

namespace tango::text {

void NormalizedText::append(char32_t value, Span source) {
  const std::size_t before = text.size();
  base::append_utf8(value, text);
  if (tracking) sources.insert(sources.end(), text.size() - before, source);
}

void NormalizedText::append_unchanged(std::string_view bytes, std::uint32_t origin) {
  text.append(bytes);
  if (!tracking) return;
  sources.reserve(sources.size() + bytes.size());
  for (std::size_t position = 0; position < bytes.size();) {
    const std::uint32_t length = base::decode_utf8(bytes, position).bytes;
    const auto begin = origin + static_cast<std::uint32_t>(position);
    sources.insert(sources.end(), length, Span{begin, begin + length});
    position += length;
  }
}

NormalizedText NormalizedText::slice(Span range) const {
  NormalizedText out;
  out.tracking = tracking;
  out.text = text.substr(range.begin, range.end - range.begin);
  if (tracking) out.sources.assign(sources.begin() + range.begin, sources.begin() + range.end);
  return out;
}

void decode_aligned(std::string_view text, std::uint32_t origin, AlignedText& out) {
  for (std::size_t position = 0; position < text.size();) {
    const base::DecodedCharacter character = base::decode_utf8(text, position);
    const auto begin = origin + static_cast<std::uint32_t>(position);
    out.push_back({character.value, {begin, begin + character.bytes}});
    position += character.bytes;
  }
}

}  // namespace tango::text
