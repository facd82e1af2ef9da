#include "serve/http/message.h"

#include <algorithm>
#include <cctype>

namespace tango::serve::http {

std::string_view find_header(const Headers& headers, std::string_view name) {
  const auto same_letter = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  for (const auto& [key, value] : headers) {
    if (std::ranges::equal(key, name, same_letter)) return value;
  }
  return {};
}

}  // namespace tango::serve::http
