#include "text/pre_tokenizer/byte_level.h"

#include <array>
#include <string_view>

#include "base/utf8.h"
#include "text/pre_tokenizer/ascii_table.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

enum class ByteLevelKind : std::uint8_t { kOther, kLetter, kNumber, kSpace };

ByteLevelKind byte_level_kind_of(char32_t value) {
  const std::uint32_t properties = unicode::properties(value);
  if ((properties & unicode::kLetter) != 0) return ByteLevelKind::kLetter;
  if ((properties & unicode::kNumber) != 0) return ByteLevelKind::kNumber;
  return (properties & unicode::kPatternSpace) != 0 ? ByteLevelKind::kSpace : ByteLevelKind::kOther;
}

/// Walks one split, a match of the pattern at a time.
class Splitter {
 public:
  Splitter(std::string_view text, std::uint32_t end) : text_(text), end_(end) {}

  /// Where the match that starts at `position` (< end) ends.
  [[nodiscard]] std::uint32_t match_end(std::uint32_t position) const {
    if (text_[position] == '\'') {
      if (const std::uint32_t length = contraction(position); length != 0) return position + length;
    }
    const Character first = at(position);
    if (first.kind == ByteLevelKind::kSpace) {
      if (text_[position] == ' ' && first.end < end_) {
        const Character second = at(first.end);
        if (second.kind != ByteLevelKind::kSpace) return run_end(second.end, second.kind);
      }
      return space_end(first.end);
    }
    return run_end(first.end, first.kind);
  }

 private:
  struct Character {
    std::uint32_t end;
    ByteLevelKind kind;
  };

  [[nodiscard]] Character at(std::uint32_t position) const {
    const auto byte = static_cast<unsigned char>(text_[position]);
    if (byte < 0x80) return {position + 1, ascii_[byte]};
    const base::DecodedCharacter character = base::decode_utf8(text_, position);
    return {position + character.bytes, byte_level_kind_of(character.value)};
  }

  [[nodiscard]] std::uint32_t contraction(std::uint32_t position) const {
    const std::string_view rest = text_.substr(position + 1, end_ - position - 1);
    for (const std::string_view tail : {"s", "t", "re", "ve", "m", "ll", "d"}) {
      if (rest.starts_with(tail)) return static_cast<std::uint32_t>(1 + tail.size());
    }
    return 0;
  }

  [[nodiscard]] std::uint32_t run_end(std::uint32_t position, ByteLevelKind kind) const {
    while (position < end_) {
      const Character character = at(position);
      if (character.kind != kind) break;
      position = character.end;
    }
    return position;
  }

  /// White space from `position` on; the last one is left to the word that follows.
  [[nodiscard]] std::uint32_t space_end(std::uint32_t position) const {
    std::uint32_t before_last = 0;
    while (position < end_) {
      const Character character = at(position);
      if (character.kind != ByteLevelKind::kSpace) return before_last != 0 ? before_last : position;
      before_last = position;
      position = character.end;
    }
    return position;
  }

  std::string_view text_;
  std::uint32_t end_;
  const std::array<ByteLevelKind, 128>& ascii_ = ascii_table<byte_level_kind_of>();
};

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
  for (const Span part : splits) {
    const Splitter splitter(text.text, part.end);
    for (std::uint32_t position = part.begin; position < part.end;) {
      const std::uint32_t end = splitter.match_end(position);
      out.push_back({position, end});
      position = end;
    }
  }
  splits.swap(out);
}

}  // namespace tango::text
