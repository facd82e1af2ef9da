// "did you mean …?"
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tango::command {

/// The candidate that the fewest edits (insert, delete, replace, swap of neighbours) turn `wrong`
/// into, or that starts with it; nullopt if none is near.
[[nodiscard]] std::optional<std::string> nearest(std::string_view wrong,
                                                 std::span<const std::string> candidates);

}  // namespace tango::command
