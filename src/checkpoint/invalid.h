// The errors of this floor for files that are not what they should be.
#pragma once

#include <string>
#include <string_view>

#include <tango/error.h>

#include "base/printable.h"

namespace tango::checkpoint {

/// Throws kInvalidModel: "WHERE: MESSAGE".
[[noreturn]] inline void throw_invalid(std::string_view where, const std::string& message) {
  throw Error(ErrorCode::kInvalidModel, std::string(where) + ": " + message);
}

/// Throws kUnsupported: "WHERE: MESSAGE".
[[noreturn]] inline void throw_unsupported(std::string_view where, const std::string& message) {
  throw Error(ErrorCode::kUnsupported, std::string(where) + ": " + message);
}

/// `name` in double quotes, with control characters escaped, and shortened where it is
/// unreasonably long.
[[nodiscard]] inline std::string in_quotes(std::string_view name) {
  constexpr std::size_t kLongest = 200;
  std::string text = "\"";
  text += base::printable(name.substr(0, kLongest));
  text += name.size() > kLongest ? "...\"" : "\"";
  return text;
}

}  // namespace tango::checkpoint
