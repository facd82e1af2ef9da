#include "text/normalizer/replace.h"

#include <algorithm>
#include <charconv>

#include <tango/error.h>

#include "text/code_points.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

/// Replacements in sequence can double a text again and again: a hostile file must not exhaust the
/// memory.
constexpr std::size_t kMostCharacters = std::size_t{1} << 26U;

constexpr std::string_view kOperators = "\\^$.|?*+()[]{}";

[[noreturn]] void throw_unsupported_pattern(std::string_view regex, std::string_view where) {
  throw Error(ErrorCode::kUnsupported,
              std::string(where) + ": normalizer Replace with the regular expression \"" +
                  std::string(regex) +
                  "\"; only plain text, or one character or \\s with +, {n,} or nothing");
}

}  // namespace

ReplacePattern parse_replace_pattern(std::string_view regex, std::string_view where) {
  ReplacePattern pattern;
  std::string_view rest = regex;
  if (rest.starts_with("\\s")) {
    pattern.any_space = true;
    pattern.repeats = true;
    rest.remove_prefix(2);
  } else {
    const std::size_t plain = std::min(rest.find_first_of(kOperators), rest.size());
    pattern.literal = to_utf32(rest.substr(0, plain));
    rest.remove_prefix(plain);
    if (pattern.literal.empty()) throw_unsupported_pattern(regex, where);
    if (rest.empty()) return pattern;
    if (pattern.literal.size() != 1) throw_unsupported_pattern(regex, where);
    pattern.repeats = true;
  }
  if (rest == "+" || rest.empty()) {
    // `\s` alone replaces each white space by itself: a literal of any space, not a run
    pattern.repeats = !rest.empty();
    return pattern;
  }
  if (rest.size() < 4 || rest.front() != '{' || !rest.ends_with(",}")) {
    throw_unsupported_pattern(regex, where);
  }
  const char* end = rest.data() + rest.size() - 2;
  const auto parsed = std::from_chars(rest.data() + 1, end, pattern.least);
  if (parsed.ec != std::errc() || parsed.ptr != end || pattern.least == 0) {
    throw_unsupported_pattern(regex, where);
  }
  return pattern;
}

Replace::Match Replace::match_at(const AlignedText& text, std::size_t at) const {
  const auto is_atom = [this](const AlignedCharacter& character) {
    return pattern_.any_space ? unicode::has(character.value, unicode::kPatternSpace)
                              : character.value == pattern_.literal.front();
  };
  if (pattern_.repeats) {
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(at);
    const auto run = static_cast<std::size_t>(std::find_if_not(from, text.end(), is_atom) - from);
    return {std::max<std::size_t>(run, 1), run >= pattern_.least};
  }
  if (pattern_.any_space) return {1, is_atom(text[at])};
  if (text.size() - at < pattern_.literal.size()) return {1, false};
  for (std::size_t i = 0; i < pattern_.literal.size(); ++i) {
    if (text[at + i].value != pattern_.literal[i]) return {1, false};
  }
  return {pattern_.literal.size(), true};
}

void Replace::apply(AlignedText& text) const {
  AlignedText replaced;
  replaced.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Match match = match_at(text, at);
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(at);
    at += match.length;
    if (match.found) {
      if (replaced.size() + content_.size() > kMostCharacters) {
        throw Error(ErrorCode::kInvalidInput, "the normalizer Replace makes more than " +
                                                  std::to_string(kMostCharacters) +
                                                  " characters of a text");
      }
      const Span source = text[at - 1].source;  // as `tokenizers` does: the last character's
      for (const char32_t value : content_) replaced.push_back({value, source});
    } else {
      replaced.insert(replaced.end(), from, from + static_cast<std::ptrdiff_t>(match.length));
    }
  }
  text = std::move(replaced);
}

}  // namespace tango::text
