#include "command/numbers.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/suggestion.h"

namespace tango::command {
namespace {

template <typename T>
std::optional<std::vector<T>> parse_list(std::string_view list) {
  std::vector<T> values;
  while (true) {
    T value{};
    const auto [stop, failure] = std::from_chars(list.data(), list.data() + list.size(), value);
    if (failure != std::errc()) return std::nullopt;
    values.push_back(value);
    list.remove_prefix(static_cast<std::size_t>(stop - list.data()));
    if (list.empty()) return values;
    if (list.front() != ',') return std::nullopt;
    list.remove_prefix(1);
  }
}

}  // namespace

std::vector<float> parse_thresholds(std::string_view list, std::string_view flag) {
  if (list.empty()) return {};
  const auto values = parse_list<float>(list);
  const auto in_range = [](float value) { return value >= 0 && value <= 1; };
  const bool fits = values && std::ranges::all_of(*values, in_range);
  if (!fits) {
    throw Error(ErrorCode::kUsage,
                fmt::format("{} {}: expected numbers in 0 … 1, one for each tier but the last, "
                            "separated by commas, as in {} 0.9,0.8{}",
                            flag, list, flag, base::did_you_mean_shares(list)));
  }
  return *values;
}

std::pair<int, int> parse_shape(std::string_view shape, std::string_view flag) {
  constexpr std::int64_t kMostTokens = 1 << 24;
  const auto values = parse_list<int>(shape);
  if (!values || values->size() != 2 || values->front() < 1 || values->back() < 1 ||
      std::int64_t{values->front()} * values->back() > kMostTokens) {
    throw Error(ErrorCode::kUsage,
                fmt::format("{} {}: expected TEXTS,TOKENS, as in {} 32,64, and {} tokens in all at "
                            "most",
                            flag, shape, flag, kMostTokens));
  }
  return {values->front(), values->back()};
}

std::string clock_time(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t place = digits.size(); place > first + 3;) {
    place -= 3;
    digits.insert(place, ",");
  }
  return digits;
}

}  // namespace tango::command
