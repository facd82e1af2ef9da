// The tables of Debian's liblingua-en-tagger-perl: words or tags, each with a number for some tags.
#pragma once

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace tango::augment {

/// The name of a row, and its tags with a number above 0 each. The views last as long as the call.
using TagRow = std::function<void(std::string_view name,
                                  const std::vector<std::pair<std::string_view, double>>&)>;

/// Reads `text`, a line a row: `name: { tag: number, tag: number }`, the name perhaps in double
/// quotes; lines that begin with "---" are skipped. Throws kInvalidInput that starts with `where`
/// and gives the line.
void read_tag_table(std::string_view text, std::string_view where, const TagRow& row);

}  // namespace tango::augment
