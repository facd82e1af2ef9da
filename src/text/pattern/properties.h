// The ranges that scripts/generate_regex_tables.py writes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tango::text {

/// A Unicode property as the regular expressions of `tokenizers` know it.
struct PatternProperty {
  const char* name;             ///< In lower case.
  const std::uint32_t* ranges;  ///< How many; then the first and last code point of each.
};

// NOLINTNEXTLINE(readability-identifier-naming): a constant, whose value is in another file
extern const std::array<PatternProperty, 18> kPatternProperties;

}  // namespace tango::text
