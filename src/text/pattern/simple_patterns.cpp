#include "text/pattern/simple_patterns.h"

#include <charconv>

#include "base/utf8.h"
#include "text/code_points.h"
#include "text/unicode/properties.h"

namespace tango::text {

void LiteralPattern::find(std::string_view text, std::vector<Span>& matches) const {
  for (std::size_t at = text.find(text_); at != std::string_view::npos;) {
    matches.push_back(
        {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + text_.size())});
    at = text.find(text_, at + text_.size());
  }
}

bool RunPattern::has(char32_t value) const {
  return options_.character ? value == *options_.character
                            : unicode::has(value, unicode::kPatternSpace);
}

void RunPattern::find(std::string_view text, std::vector<Span>& matches) const {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (std::uint32_t position = 0; position < size;) {
    const std::uint32_t begin = position;
    std::size_t count = 0;
    std::uint32_t next = position;
    while (position < size && (count == 0 || options_.repeats)) {
      const base::DecodedCharacter character = base::decode_utf8(text, position);
      next = position + character.bytes;
      if (!has(character.value)) break;
      ++count;
      position = next;
    }
    if (count > 0 && count >= options_.least) matches.push_back({begin, position});
    if (count == 0) position = next;
  }
}

std::optional<RunPattern::Options> RunPattern::parse(std::string_view regex) {
  Options options;
  std::string_view rest = regex;
  if (rest.starts_with("\\s")) {
    rest.remove_prefix(2);
  } else {
    if (rest.empty()) return std::nullopt;
    const base::DecodedCharacter character = base::decode_utf8(rest, 0);
    if (!is_literal(rest.substr(0, character.bytes))) return std::nullopt;
    options.character = character.value;
    rest.remove_prefix(character.bytes);
  }
  if (rest.empty()) return options;
  options.repeats = true;
  if (rest == "+") return options;
  if (rest.size() < 4 || rest.front() != '{' || !rest.ends_with(",}")) return std::nullopt;
  const char* end = rest.data() + rest.size() - 2;
  const auto parsed = std::from_chars(rest.data() + 1, end, options.least);
  if (parsed.ec != std::errc() || parsed.ptr != end || options.least == 0) return std::nullopt;
  return options;
}

bool is_literal(std::string_view regex) {
  return !regex.empty() && regex.find_first_of("\\^$.|?*+()[]{}") == std::string_view::npos;
}

}  // namespace tango::text
