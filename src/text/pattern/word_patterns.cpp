#include "text/pattern/word_patterns.h"

#include <array>
#include <limits>

#include "base/utf8.h"
#include "text/ascii_table.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

enum class WordKind : std::uint8_t { kOther, kLetter, kNumber, kSpace, kLineEnd };

WordKind word_kind_of(char32_t value) {
  if (value == U'\r' || value == U'\n') return WordKind::kLineEnd;
  const std::uint32_t properties = unicode::properties(value);
  if ((properties & unicode::kLetter) != 0) return WordKind::kLetter;
  if ((properties & unicode::kNumber) != 0) return WordKind::kNumber;
  return (properties & unicode::kPatternSpace) != 0 ? WordKind::kSpace : WordKind::kOther;
}

bool is_space(WordKind kind) { return kind == WordKind::kSpace || kind == WordKind::kLineEnd; }

/// Walks one text, a match at a time. Positions are < size.
class Walker {
 public:
  struct Character {
    std::uint32_t end;
    WordKind kind;
  };

  explicit Walker(std::string_view text)
      : text_(text), size_(static_cast<std::uint32_t>(text.size())) {}

  [[nodiscard]] Character at(std::uint32_t position) const {
    const auto byte = static_cast<unsigned char>(text_[position]);
    if (byte < 0x80) return {position + 1, ascii_[byte]};
    const base::DecodedCharacter character = base::decode_utf8(text_, position);
    return {position + character.bytes, word_kind_of(character.value)};
  }

  [[nodiscard]] bool is(std::uint32_t position, char byte) const {
    return position < size_ && text_[position] == byte;
  }
  [[nodiscard]] bool starts(std::uint32_t position, WordKind kind) const {
    return position < size_ && at(position).kind == kind;
  }
  [[nodiscard]] std::string_view rest(std::uint32_t position) const {
    return text_.substr(position);
  }

  /// The end of at most `most` characters of one kind.
  [[nodiscard]] std::uint32_t run_end(
      std::uint32_t position, WordKind kind,
      std::size_t most = std::numeric_limits<std::size_t>::max()) const {
    for (; position < size_ && most > 0; --most) {
      const Character character = at(position);
      if (character.kind != kind) break;
      position = character.end;
    }
    return position;
  }

  struct Spaces {
    std::uint32_t end;          ///< Of the run of white space.
    std::uint32_t line_end;     ///< Behind its last CR or LF; where it begins when there is none.
    std::uint32_t before_last;  ///< Before its last character.
  };
  [[nodiscard]] Spaces spaces(std::uint32_t position) const {
    Spaces found{position, position, position};
    while (found.end < size_) {
      const Character character = at(found.end);
      if (!is_space(character.kind)) break;
      found.before_last = found.end;
      found.end = character.end;
      if (character.kind == WordKind::kLineEnd) found.line_end = found.end;
    }
    return found;
  }

  /// `\s+(?!\S)|\s+`: the last one of several is left to the word that follows.
  [[nodiscard]] std::uint32_t space_end(const Spaces& found, std::uint32_t begin) const {
    return found.end < size_ && found.before_last > begin ? found.before_last : found.end;
  }

 private:
  std::string_view text_;
  std::uint32_t size_;
  const std::array<WordKind, 128>& ascii_ = ascii_table<word_kind_of>();
};

/// The bytes of `s`, `t`, `re`, `ve`, `m`, `ll` or `d` behind an apostrophe; 0 for others.
std::uint32_t contraction(std::string_view tail, bool any_case) {
  constexpr std::string_view kLongS = "\u017F";  // lower case of it is s
  if (any_case && tail.starts_with(kLongS)) return kLongS.size();
  const auto lower = [any_case](char letter) {
    return any_case && letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a')
                                                      : letter;
  };
  const char first = tail.empty() ? '\0' : lower(tail[0]);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return 1;
  const char second = tail.size() < 2 ? '\0' : lower(tail[1]);
  const bool pair =
      ((first == 'r' || first == 'v') && second == 'e') || (first == 'l' && second == 'l');
  return pair ? 2 : 0;
}

std::uint32_t contraction_at(const Walker& walker, std::uint32_t position, bool any_case) {
  const std::uint32_t length = contraction(walker.rest(position + 1), any_case);
  return length == 0 ? 0 : 1 + length;
}

std::uint32_t gpt2_end(const Walker& walker, std::uint32_t position) {
  if (walker.is(position, '\'')) {
    if (const std::uint32_t length = contraction_at(walker, position, false); length != 0) {
      return position + length;
    }
  }
  const Walker::Character first = walker.at(position);
  if (!is_space(first.kind)) return walker.run_end(first.end, first.kind);
  const Walker::Spaces found = walker.spaces(position);
  if (walker.is(position, ' ') && found.end == first.end && !walker.rest(first.end).empty()) {
    const Walker::Character second = walker.at(first.end);
    return walker.run_end(second.end, second.kind);
  }
  return walker.space_end(found, position);
}

std::uint32_t gpt4_end(const Walker& walker, std::uint32_t position, std::size_t most_digits) {
  if (walker.is(position, '\'')) {
    if (const std::uint32_t length = contraction_at(walker, position, true); length != 0) {
      return position + length;
    }
  }
  const Walker::Character first = walker.at(position);
  if (first.kind == WordKind::kLetter) return walker.run_end(first.end, WordKind::kLetter);
  if (first.kind == WordKind::kNumber) {
    return walker.run_end(first.end, WordKind::kNumber, most_digits - 1);
  }
  if (first.kind != WordKind::kLineEnd && walker.starts(first.end, WordKind::kLetter)) {
    return walker.run_end(first.end, WordKind::kLetter);
  }
  const bool others = first.kind == WordKind::kOther ||
                      (walker.is(position, ' ') && walker.starts(first.end, WordKind::kOther));
  if (others) {
    return walker.run_end(walker.run_end(first.end, WordKind::kOther), WordKind::kLineEnd);
  }
  const Walker::Spaces found = walker.spaces(position);
  return found.line_end > position ? found.line_end : walker.space_end(found, position);
}

template <typename End>
void find_words(std::string_view text, std::vector<Span>& matches, End end_of) {
  const Walker walker(text);
  matches.reserve(matches.size() + text.size() / 4 + 8);
  for (std::uint32_t position = 0; position < text.size();) {
    const std::uint32_t end = end_of(walker, position);
    matches.push_back({position, end});
    position = end;
  }
}

constexpr std::string_view kGpt2 =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr std::string_view kGpt4Head = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|)";
constexpr std::string_view kGpt4Tail = R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

}  // namespace

void Gpt2Pattern::find(std::string_view text, std::vector<Span>& matches) const {
  find_words(text, matches, gpt2_end);
}

void Gpt4Pattern::find(std::string_view text, std::vector<Span>& matches) const {
  find_words(text, matches, [this](const Walker& walker, std::uint32_t position) {
    return gpt4_end(walker, position, most_digits_);
  });
}

std::unique_ptr<const Pattern> known_pattern(std::string_view regex) {
  if (regex == kGpt2) return std::make_unique<Gpt2Pattern>();
  if (regex.size() < kGpt4Head.size() + kGpt4Tail.size() || !regex.starts_with(kGpt4Head) ||
      !regex.ends_with(kGpt4Tail)) {
    return nullptr;
  }
  const std::string_view digits =
      regex.substr(kGpt4Head.size(), regex.size() - kGpt4Head.size() - kGpt4Tail.size());
  if (digits == R"(\p{N})") return std::make_unique<Gpt4Pattern>(1);
  if (digits == R"(\p{N}{1,3})") return std::make_unique<Gpt4Pattern>(3);
  if (digits == R"(\p{N}+)") {
    return std::make_unique<Gpt4Pattern>(std::numeric_limits<std::size_t>::max());
  }
  return nullptr;
}

}  // namespace tango::text
