#include "text/subword/merge_list.h"

#include <tango/error.h>

namespace tango::text {

void MergeList::add_line(std::string_view line, std::string_view where) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": merge " + std::to_string(size() + 1) +
                    " should be two tokens with one space between, found \"" +
                    std::string(line.substr(0, 60)) + "\"");
  }
  add(line.substr(0, space), line.substr(space + 1));
}

}  // namespace tango::text
