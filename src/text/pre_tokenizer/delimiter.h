// Splitting at delimiters, with each of the file format's behaviours.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/encoding.h"
#include "text/unicode/properties.h"

namespace tango::text {

/// What becomes of a delimiter: for `a-b` at `-`: {a b}, {a - b}, {a- b}, {a -b}; kContiguous is
/// kIsolated with neighbouring delimiters joined.
enum class DelimiterBehavior {
  kRemoved,
  kIsolated,
  kMergedWithPrevious,
  kMergedWithNext,
  kContiguous,
};

/// Appends to `out` the parts of text[range]; a delimiter is a character with any of `properties`.
void split_at(std::string_view text, Span range, std::uint32_t properties,
              DelimiterBehavior behavior, std::vector<Span>& out);

}  // namespace tango::text
