#include "augment/english/html.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "augment/letters.h"
#include "base/utf8.h"

namespace tango::augment {
namespace {

constexpr std::size_t kLongestTag = 200;
constexpr std::size_t kLongestEntity = 8;

constexpr std::array<std::string_view, 12> kLineEnds{"br", "p",  "div", "li", "ul", "ol",
                                                     "hr", "tr", "h1",  "h2", "h3", "blockquote"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kEntities{
    {{"amp", "&"},
     {"lt", "<"},
     {"gt", ">"},
     {"quot", "\""},
     {"apos", "'"},
     {"nbsp", " "},
     {"mdash", "--"},
     {"ndash", "--"},
     {"hellip", "..."},
     {"rsquo", "'"},
     {"lsquo", "'"}}};

/// The length of the tag at the start of `text`; 0 if there is none.
std::size_t tag_length(std::string_view text) {
  const std::size_t end = text.substr(0, kLongestTag).find('>');
  if (end == std::string_view::npos) return 0;
  const std::size_t name = text.starts_with("</") ? 2 : 1;
  const bool is_tag = is_upper(text[name]) || is_lower(text[name]);
  return is_tag && text.substr(1, end).find('<') == std::string_view::npos ? end + 1 : 0;
}

bool ends_line(std::string_view tag) {
  std::string name;
  for (const char c : tag.substr(tag.starts_with("</") ? 2 : 1)) {
    if (!is_letter(c) && !is_digit(c)) break;
    name += to_lower(c);
  }
  return std::ranges::find(kLineEnds, name) != kLineEnds.end();
}

/// Appends the character of the entity at the start of `text`, and returns the length of the
/// entity; 0 if there is none.
std::size_t append_entity(std::string_view text, std::string& out) {
  const std::size_t end = text.substr(0, kLongestEntity + 2).find(';');
  if (end == std::string_view::npos) return 0;
  const std::string_view name = text.substr(1, end - 1);
  const auto* const known =
      std::ranges::find(kEntities, name, &std::pair<std::string_view, std::string_view>::first);
  if (known != kEntities.end()) {
    out += known->second;
    return end + 1;
  }
  if (!name.starts_with('#')) return 0;
  const bool is_hexadecimal = name.starts_with("#x") || name.starts_with("#X");
  const std::string_view digits = name.substr(is_hexadecimal ? 2 : 1);
  std::uint32_t value = 0;
  const char* const stop = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), stop, value, is_hexadecimal ? 16 : 10);
  const bool is_scalar = value < 0xD800 || (value > 0xDFFF && value <= 0x10FFFF);
  if (parsed.ec != std::errc() || parsed.ptr != stop || !is_scalar || value == 0) return 0;
  base::append_utf8(value, out);
  return end + 1;
}

}  // namespace

std::string without_html(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    std::size_t length = 0;
    if (rest.starts_with('<')) {
      length = tag_length(rest);
      if (length > 0 && ends_line(rest)) clean += '\n';
    } else if (rest.starts_with('&')) {
      length = append_entity(rest, clean);
    }
    if (length == 0) {
      clean += text[i];
      length = 1;
    }
    i += length;
  }
  return clean;
}

}  // namespace tango::augment
