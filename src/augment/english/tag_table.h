// The tables of Debian's liblingua-en-tagger-perl, which give words or tags numbers for some tags.
#pragma once

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace tango::augment {

/// Gets the name of a row and its tags, each with a number above 0. The views last as long as the
/// call.
using TagRow = std::function<void(std::string_view name,
                                  const std::vector<std::pair<std::string_view, double>>&)>;

/// Reads `text`, one row per line: `name: { tag: number, tag: number }`, where the name may be in
/// double quotes. Lines that begin with "---" are skipped. Throws kInvalidInput that starts with
/// `where` and gives the line.
void read_tag_table(std::string_view text, std::string_view where, const TagRow& row);

}  // namespace tango::augment
