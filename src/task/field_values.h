// The fields of a row that are numbers.
#pragma once

#include <string>
#include <string_view>

namespace tango::task {

/// A number in 0 … 1; throws kInvalidInput that starts with `where` and names the column.
[[nodiscard]] float parse_threshold(std::string_view value, std::string_view column,
                                    const std::string& where);

/// A whole number from 1; throws as parse_threshold does.
[[nodiscard]] int parse_tier(std::string_view value, std::string_view column,
                             const std::string& where);

}  // namespace tango::task
