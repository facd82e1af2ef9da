// Lists in one string.
#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace tango::base {

/// The parts between separators; an empty one behind the last separator is none.
[[nodiscard]] inline std::vector<std::string> split(const std::string& list, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

}  // namespace tango::base
