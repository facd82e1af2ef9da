#include "serve/http/escapes.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::serve::http {
namespace {

constexpr std::size_t kEscape = 3;  // bytes

char decode_escape(std::string_view escape) {
  unsigned byte = 0;
  const char* const end = escape.data() + escape.size();
  const bool whole =
      escape.size() == kEscape && std::from_chars(escape.data() + 1, end, byte, 16).ptr == end;
  if (whole && byte != 0 && byte != '/') return static_cast<char>(byte);
  throw Error(ErrorCode::kNotFound,
              fmt::format("\"{}\" is no part of a name: an escape is % and two hexadecimal digits, "
                          "and neither %00 nor %2F",
                          escape));
}

}  // namespace

std::string decode_segment(std::string_view segment) {
  std::string name;
  while (!segment.empty()) {
    const bool is_escape = segment.front() == '%';
    const std::string_view part = segment.substr(0, is_escape ? kEscape : segment.find('%'));
    if (is_escape) {
      name += decode_escape(part);
    } else {
      name += part;
    }
    segment.remove_prefix(part.size());
  }
  return name;
}

std::string query_value(std::string_view query, std::string_view key) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (!pair.starts_with(key) || !pair.substr(key.size()).starts_with('=')) continue;
    std::string value(pair.substr(key.size() + 1));
    std::ranges::replace(value, '+', ' ');
    return decode_segment(value);
  }
  return {};
}

}  // namespace tango::serve::http
