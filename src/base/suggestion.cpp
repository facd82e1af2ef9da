#include "base/suggestion.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

namespace tango::base {
namespace {

/// Optimal string alignment distance.
std::size_t edits(std::string_view from, std::string_view to) {
  std::vector<std::vector<std::size_t>> cost(from.size() + 1,
                                             std::vector<std::size_t>(to.size() + 1));
  for (std::size_t i = 0; i <= from.size(); ++i) {
    for (std::size_t j = 0; j <= to.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t replace = from[i - 1] == to[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + replace});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[from.size()][to.size()];
}

bool is_same_but_for_case(std::string_view one, std::string_view other) {
  const auto lower = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  };
  return std::ranges::equal(one, other, {}, lower, lower);
}

struct Share {
  double value = 0;
  bool was_percentage = false;
};

/// The share that `text` is, or is a percentage of: 1.5 is neither.
std::optional<Share> share_meant(std::string_view text) {
  constexpr double kLeastPercentage = 2;
  Share share;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), share.value);
  if (failure != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  const bool has_sign = text == "%" || text == " %";
  if (!text.empty() && !has_sign) return std::nullopt;
  share.was_percentage = has_sign || share.value >= kLeastPercentage;
  if (share.was_percentage) share.value /= 100;
  return share.value >= 0 && share.value <= 1 ? std::optional(share) : std::nullopt;
}

}  // namespace

std::optional<std::string> nearest(std::string_view wrong, std::span<const std::string> candidates,
                                   std::size_t most_edits) {
  std::optional<std::string> best;
  if (wrong.empty()) return best;
  std::size_t fewest =
      std::min({std::max<std::size_t>(2, wrong.size() / 3), most_edits, wrong.size() - 1}) + 1;
  for (const std::string& candidate : candidates) {
    const bool is_start = wrong.size() >= 4 && candidate.starts_with(wrong);
    const bool is_near = is_start || is_same_but_for_case(wrong, candidate);
    const std::size_t distance = is_near ? 1 : edits(wrong, candidate);
    if (distance >= fewest) continue;
    fewest = distance;
    best = candidate;
  }
  return best;
}

std::string did_you_mean(std::string_view wrong, std::span<const std::string> candidates) {
  const std::optional<std::string> meant = nearest(wrong, candidates);
  return meant ? fmt::format("; did you mean {}?", *meant) : "";
}

std::string did_you_mean_shares(std::string_view list) {
  std::string meant;
  bool is_other = false;
  for (std::string_view rest = list;;) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::optional<Share> share = share_meant(rest.substr(0, comma));
    if (!share) return "";
    is_other = is_other || share->was_percentage;
    meant += fmt::format("{}{:g}", meant.empty() ? "" : ",", share->value);
    if (comma == rest.size()) return is_other ? fmt::format("; did you mean {}?", meant) : "";
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace tango::base
