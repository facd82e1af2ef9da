#include "text/repaired_text.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/ascii.h"

namespace tango::text {

RepairedText::RepairedText(std::string_view text) : original_(text) {
  for (std::size_t position = ascii_end(text, 0); position < text.size();
       position = ascii_end(text, position)) {
    const base::DecodedCharacter character = base::decode_utf8(text, position);
    const std::size_t next = position + character.bytes;
    if (!character.valid) {
      const std::size_t from = replaced_.empty() ? 0 : replaced_.back().original_end;
      copy_ += text.substr(from, position - from);
      base::append_utf8(base::kReplacementCharacter, copy_);
      replaced_.push_back(
          {static_cast<std::uint32_t>(copy_.size()), static_cast<std::uint32_t>(next)});
    }
    position = next;
  }
  if (!replaced_.empty()) copy_ += text.substr(replaced_.back().original_end);
}

std::uint32_t RepairedText::to_original(std::uint32_t position) const {
  const auto behind = std::upper_bound(
      replaced_.begin(), replaced_.end(), position,
      [](std::uint32_t value, const Replaced& replaced) { return value < replaced.copy_end; });
  if (behind == replaced_.begin()) return position;
  const Replaced& last = *(behind - 1);
  return last.original_end + (position - last.copy_end);
}

Span RepairedText::to_original(Span span) const {
  return {to_original(span.begin), to_original(span.end)};
}

}  // namespace tango::text
