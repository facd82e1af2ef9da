#include "text/pre_tokenizer/metaspace.h"

#include <algorithm>
#include <string_view>

namespace tango::text {
namespace {

/// Appends the words of text[part], each but the first beginning with `replacement`.
void split_before(std::string_view text, Span part, std::string_view replacement,
                  std::vector<Span>& out) {
  const std::string_view within = text.substr(0, part.end);
  std::size_t begin = part.begin;
  while (begin < part.end) {
    const std::size_t end = std::min<std::size_t>(within.find(replacement, begin + 1), part.end);
    out.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    begin = end;
  }
}

}  // namespace

bool Metaspace::prepends(const NormalizedText& text, Span part) const {
  if (scheme_ == PrependScheme::kNever) return false;
  const std::string_view word =
      std::string_view(text.text).substr(part.begin, part.end - part.begin);
  if (word.front() == ' ' || word.starts_with(replacement_)) return false;
  return scheme_ == PrependScheme::kAlways || part.begin < text.head;
}

void Metaspace::split(NormalizedText& text, std::vector<Span>& splits) const {
  NormalizedTextBuilder changed(text, text.text.size() * 3 / 2 + 8);
  std::vector<Span> parts;
  parts.reserve(splits.size());
  for (const Span part : splits) {
    const std::uint32_t begin = changed.size();
    if (prepends(text, part)) changed.insert(replacement_, part.begin);
    for (std::uint32_t position = part.begin; position < part.end;) {
      const auto space = static_cast<std::uint32_t>(
          std::min<std::size_t>(text.text.find(' ', position), part.end));
      if (position < space) changed.copy({position, space});
      if (space < part.end) changed.insert(replacement_, space);
      position = space + 1;
    }
    parts.push_back({begin, changed.size()});
  }
  text = changed.take();
  splits.clear();
  if (!splits_) {
    splits.swap(parts);
    return;
  }
  splits.reserve(text.text.size() / 4 + 8);
  for (const Span part : parts) split_before(text.text, part, replacement_, splits);
}

}  // namespace tango::text
