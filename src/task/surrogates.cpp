#include "task/surrogates.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace tango::task {
namespace {

constexpr std::size_t kEscape = 6;  // "\uD83D"

/// The number of the escape at `position`; -1 where there is none.
int escaped(std::string_view json, std::size_t position) {
  const std::string_view escape = json.substr(std::min(position, json.size()), kEscape);
  if (escape.size() < kEscape || !escape.starts_with("\\u")) return -1;
  int value = -1;
  const char* const end = escape.data() + kEscape;
  const auto [stop, error] = std::from_chars(escape.data() + 2, end, value, 16);
  return error == std::errc() && stop == end ? value : -1;
}

bool is_high(int value) { return value >= 0xD800 && value <= 0xDBFF; }
bool is_low(int value) { return value >= 0xDC00 && value <= 0xDFFF; }

}  // namespace

std::size_t repair_surrogates(std::string& json) {
  std::size_t repaired = 0;
  for (std::size_t i = json.find('\\'); i < json.size(); i = json.find('\\', i)) {
    const int value = escaped(json, i);
    if (value < 0) {
      i += 2;  // another escape, such as \\ before a "u"
    } else if (is_high(value) && is_low(escaped(json, i + kEscape))) {
      i += 2 * kEscape;
    } else {
      if (is_high(value) || is_low(value)) {
        json.replace(i, kEscape, "\\uFFFD");
        ++repaired;
      }
      i += kEscape;
    }
  }
  return repaired;
}

}  // namespace tango::task
