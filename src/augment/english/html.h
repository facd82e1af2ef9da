// Web pages and reviews without their markup.
#pragma once

#include <string>
#include <string_view>

namespace tango::augment {

/// Without HTML: <br>, <p> and other block elements end a line, all other tags are removed, and
/// entities become characters.
[[nodiscard]] std::string without_html(std::string_view text);

}  // namespace tango::augment
