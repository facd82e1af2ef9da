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

/// Takes the parts of a text in their order, delimiters and what is between them, and appends the
/// words that the behaviour makes of them; none is empty.
class DelimiterCollector {
 public:
  DelimiterCollector(DelimiterBehavior behavior, std::vector<Span>& out)
      : behavior_(behavior), out_(out), first_(out.size()) {}
  DelimiterCollector(const DelimiterCollector&) = delete;
  DelimiterCollector& operator=(const DelimiterCollector&) = delete;

  void between(Span part);
  void delimiter(Span part);
  /// After the last part.
  void finish();

 private:
  void join_or_add(bool joins, Span part);

  DelimiterBehavior behavior_;
  std::vector<Span>& out_;
  std::size_t first_;
  bool last_was_delimiter_ = false;
  bool any_empty_ = false;
};

/// Appends to `out` the words of text[range]; a delimiter is a character with any of `properties`.
void split_at(std::string_view text, Span range, std::uint32_t properties,
              DelimiterBehavior behavior, std::vector<Span>& out);

}  // namespace tango::text
