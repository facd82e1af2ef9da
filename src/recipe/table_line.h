// Texts as lines of a table, in which tabs separate columns.
#pragma once

#include <algorithm>
#include <string>

#include "task/record.h"

namespace tango::recipe {

/// With spaces in place of tabs and line ends.
[[nodiscard]] inline std::string cell_of(std::string text) {
  std::ranges::replace_if(
      text, [](char letter) { return letter == '\n' || letter == '\r' || letter == '\t'; }, ' ');
  return text;
}

/// The text, or text<TAB>text_pair.
[[nodiscard]] inline std::string line_of(const task::Record& record) {
  return record.pair ? cell_of(record.text) + "\t" + cell_of(*record.pair) : cell_of(record.text);
}

}  // namespace tango::recipe
