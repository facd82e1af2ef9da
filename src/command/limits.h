// Limits of values in flags, in words. Include it where flags are added.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/suggestion.h"

namespace tango::command {

/// "should be …, not abc", which argument_fault.h puts behind the flag.
inline std::string not_as_it_should_be(const std::string& expected, const std::string& value) {
  return fmt::format("should be {}, not {}", expected, value.empty() ? "\"\"" : value);
}

/// Whether all of `text` is a number, in decimal digits without zeros before them if Number is
/// whole.
template <typename Number>
bool parse_number(const std::string& text, Number& value) {
  if constexpr (std::is_integral_v<Number>) {
    // CLI11, which converts it next, reads 010 as 8 and gives an unsigned -1 its bits.
    const char* const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    const bool is_octal = text.size() > 1 && text[text.front() == '-' ? 1 : 0] == '0';
    return failure == std::errc() && stop == end && !is_octal;
  } else {
    return CLI::detail::lexical_cast(text, value);
  }
}

/// The value is a number, whole where Number is, from `least` to `most`. Up to 1 it is a share, for
/// which a percentage may be meant.
template <typename Number>
CLI::Validator in_range(Number least, Number most) {
  const char* kind = std::is_integral_v<Number> ? "a whole number" : "a number";
  const std::string expected = fmt::format("{} from {} to {}", kind, least, most);
  return {[=](std::string& text) -> std::string {
            Number value{};
            const bool fits = parse_number(text, value) && value >= least && value <= most;
            if (fits) return "";
            const bool is_share = std::is_floating_point_v<Number> && most == Number{1};
            return not_as_it_should_be(expected, text) +
                   (is_share ? base::did_you_mean_shares(text) : "");
          },
          "", "in_range"};
}

/// Any seed.
inline CLI::Validator seed() {
  return in_range(std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max());
}

/// The value is a finite number of at least `minimum` and, with `above`, greater than it.
inline CLI::Validator at_least(double minimum, bool above = false) {
  const std::string expected =
      fmt::format("a number {} {:g}", above ? "above" : "of at least", minimum);
  return {[=](std::string& text) -> std::string {
            double value = 0;
            const bool is_number = CLI::detail::lexical_cast(text, value) && std::isfinite(value);
            if (is_number && (above ? value > minimum : value >= minimum)) return {};
            return not_as_it_should_be(expected, text);
          },
          "", "at_least"};
}

inline CLI::Validator above_zero() { return at_least(0, true); }

/// The value is one of `names`, of which there are two or more.
inline CLI::Validator one_of(std::vector<std::string> names) {
  std::string expected = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) {
    expected += (i + 1 < names.size() ? ", " : " or ") + names[i];
  }
  return {[names = std::move(names), expected](std::string& text) -> std::string {
            for (const std::string& name : names) {
              if (name == text) return {};
            }
            return not_as_it_should_be(expected, text) + base::did_you_mean(text, names);
          },
          "", "one_of"};
}

}  // namespace tango::command
