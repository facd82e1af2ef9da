// What Split and Replace look for in a text.
#pragma once

#include <string_view>
#include <vector>

#include "text/encoding.h"

namespace tango::text {

/// Immutable and thread-safe.
class Pattern {
 public:
  virtual ~Pattern() = default;

  /// Appends the bytes of the matches in valid UTF-8, in their order; none overlaps another. A
  /// match can be empty. Throws kInvalidInput where finding them takes too long.
  virtual void find(std::string_view text, std::vector<Span>& matches) const = 0;
};

}  // namespace tango::text
