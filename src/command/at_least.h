// Limits of numbers in flags, in words. Include it where flags are added.
#pragma once

#include <cmath>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tango::command {

/// The value is a finite number of at least `minimum` and, with `above`, greater than it.
inline CLI::Validator at_least(double minimum, bool above = false) {
  const std::string limit = fmt::format("{} {:g}", above ? "above" : "of at least", minimum);
  return {[=](std::string& text) -> std::string {
            double value = 0;
            const bool is_number = CLI::detail::lexical_cast(text, value) && std::isfinite(value);
            if (is_number && (above ? value > minimum : value >= minimum)) return {};
            return fmt::format("{} should be a number {}", text.empty() ? "\"\"" : text, limit);
          },
          "", "at_least"};
}

inline CLI::Validator above_zero() { return at_least(0, true); }

}  // namespace tango::command
