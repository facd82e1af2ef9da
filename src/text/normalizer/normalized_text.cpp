#include "text/normalizer/normalized_text.h"

#include <algorithm>

#include "base/utf8.h"

namespace tango::text {

void NormalizedText::append(char32_t value, Span source) {
  const std::size_t before = text.size();
  base::append_utf8(value, text);
  if (source.begin == 0 && head == before) head = static_cast<std::uint32_t>(text.size());
  if (tracking) sources.insert(sources.end(), text.size() - before, source);
}

void NormalizedText::append_unchanged(std::string_view bytes, std::uint32_t origin) {
  if (origin == 0 && text.empty() && !bytes.empty()) head = base::decode_utf8(bytes, 0).bytes;
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
  out.head = std::min(std::max(head, range.begin), range.end) - range.begin;
  return out;
}

NormalizedTextBuilder::NormalizedTextBuilder(const NormalizedText& from, std::size_t expected_bytes)
    : from_(from) {
  fresh_.tracking = from.tracking;
  fresh_.text.reserve(expected_bytes);
  if (fresh_.tracking) fresh_.sources.reserve(expected_bytes);
}

void NormalizedTextBuilder::copy(Span range) {
  if (range.begin < from_.head)
    fresh_.head = size() + std::min(range.end, from_.head) - range.begin;
  fresh_.text.append(from_.text, range.begin, range.end - range.begin);
  if (fresh_.tracking) {
    fresh_.sources.insert(fresh_.sources.end(), from_.sources.begin() + range.begin,
                          from_.sources.begin() + range.end);
  }
}

void NormalizedTextBuilder::insert(std::string_view bytes, std::uint32_t at) {
  fresh_.text.append(bytes);
  if (at < from_.head) fresh_.head = size();
  if (fresh_.tracking) fresh_.sources.resize(fresh_.text.size(), from_.sources[at]);
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
