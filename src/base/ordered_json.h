// JSON whose keys stay in the order in which they were written: for what people read too.
#pragma once

#include <cstdlib>

#include <fmt/format.h>

#include "base/json.h"

namespace tango::base {

using OrderedJson = nlohmann::ordered_json;

/// The double with the fewest digits that rounds to `value` as a float: 0.7F is written 0.7.
[[nodiscard]] inline double shortest(float value) {
  return std::strtod(fmt::format("{}", value).c_str(), nullptr);
}

}  // namespace tango::base
