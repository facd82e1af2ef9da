#include "recipe/arguments.h"

#include <algorithm>
#include <cstddef>

namespace tango::recipe {

void append(Arguments& to, const Arguments& more) { to.insert(to.end(), more.begin(), more.end()); }

std::optional<std::string> value_of(const Arguments& arguments, const std::string& flag) {
  const auto found = std::find(arguments.begin(), arguments.end(), flag);
  if (found == arguments.end() || found + 1 == arguments.end()) return std::nullopt;
  return *(found + 1);
}

std::vector<std::string> values_of(const Arguments& arguments, const std::string& flag) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == flag) values.push_back(arguments[i + 1]);
  }
  return values;
}

Arguments without(Arguments arguments, const std::string& flag) {
  const auto found = std::find(arguments.begin(), arguments.end(), flag);
  if (found != arguments.end()) arguments.erase(found, std::min(found + 2, arguments.end()));
  return arguments;
}

}  // namespace tango::recipe
