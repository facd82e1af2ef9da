// "did you mean …?"
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tango::base {

/// The candidate that the fewest edits (insert, delete, replace, swap of neighbours) turn `wrong`
/// into, or that starts with it, or differs in the case of letters; nullopt if none is near, which
/// is never over `most_edits`, nor where nothing of `wrong` would stay.
[[nodiscard]] std::optional<std::string> nearest(
    std::string_view wrong, std::span<const std::string> candidates,
    std::size_t most_edits = std::numeric_limits<std::size_t>::max());

/// "; did you mean NAME?" for the end of a message; "" if none is near.
[[nodiscard]] std::string did_you_mean(std::string_view wrong,
                                       std::span<const std::string> candidates);

/// The same for shares (0 … 1) that are given as percentages: "; did you mean 0.98?" for "98",
/// "; did you mean 0.9,0.95?" for "0.9,95 %". "" if that makes no list of shares.
[[nodiscard]] std::string did_you_mean_shares(std::string_view list);

}  // namespace tango::base
