// Files that are not what they are called, because a download went wrong.
#pragma once

#include <string_view>

namespace tango::base {

/// What a file that starts with `start` is instead of what it should be, and what to do: a Git LFS
/// pointer, an HTML page, nothing at all. Empty where it may be right.
[[nodiscard]] std::string_view download_fault(std::string_view start);

}  // namespace tango::base
