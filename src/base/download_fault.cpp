#include "base/download_fault.h"

#include <algorithm>
#include <string>

namespace tango::base {

std::string_view download_fault(std::string_view start) {
  if (start.empty()) return "the file is empty: download it again";
  if (start.starts_with("version https://git-lfs.github.com/")) {
    return "this is a Git LFS pointer, not the file itself: fetch it with `git lfs pull`, or "
           "download the model again";
  }
  std::string begin(start.substr(0, 256));
  begin.erase(0, std::min(begin.find_first_not_of(" \t\r\n"), begin.size()));
  std::ranges::transform(begin, begin.begin(), [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A'))
                                                : character;
  });
  if (begin.starts_with("<!doctype html") || begin.starts_with("<html")) {
    return "this is an HTML page, not the file itself: the download got a page of the site, such "
           "as a log-in or an error; download the file again";
  }
  return {};
}

}  // namespace tango::base
