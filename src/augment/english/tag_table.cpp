#include "augment/english/tag_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include <tango/error.h>

namespace tango::augment {
namespace {

std::string_view trim(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \r"), text.size());
  return text.substr(begin, text.find_last_not_of(" \r") + 1 - begin);
}

/// "tag: number"; false when it is not that.
bool parse_entry(std::string_view entry, std::pair<std::string_view, double>& parsed) {
  const std::size_t colon = entry.find(':');
  if (colon == std::string_view::npos) return false;
  parsed.first = trim(entry.substr(0, colon));
  const std::string_view number = trim(entry.substr(colon + 1));
  const char* const end = number.data() + number.size();
  const auto [stop, failure] = std::from_chars(number.data(), end, parsed.second);
  return !parsed.first.empty() && failure == std::errc() && stop == end &&
         std::isfinite(parsed.second) && parsed.second > 0;
}

/// False when the line is not a row.
bool parse_row(std::string_view line, std::string_view& name,
               std::vector<std::pair<std::string_view, double>>& entries) {
  const std::size_t brace = line.rfind(": {");
  if (brace == std::string_view::npos || !line.ends_with('}')) return false;
  name = trim(line.substr(0, brace));
  if (name.size() > 2 && name.front() == '"' && name.back() == '"') {
    name = name.substr(1, name.size() - 2);
  }
  std::string_view rest = line.substr(brace + 3, line.size() - brace - 4);
  entries.clear();
  while (!trim(rest).empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (!parse_entry(rest.substr(0, comma), entries.emplace_back())) return false;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return !name.empty() && !entries.empty();
}

}  // namespace

void read_tag_table(std::string_view text, std::string_view where, const TagRow& row) {
  std::string_view name;
  std::vector<std::pair<std::string_view, double>> entries;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with("---")) continue;
    if (!parse_row(line, name, entries)) {
      throw Error(ErrorCode::kInvalidInput,
                  std::string(where) + ":" + std::to_string(number) +
                      ": expected a word and its tags, as in film: { nn: 79 }");
    }
    row(name, entries);
  }
}

}  // namespace tango::augment
