// What tells a request from others, in logs here and elsewhere.
#pragma once

#include <string>
#include <string_view>

namespace tango::serve {

/// Sixteen hexadecimal digits that no other request of this process has.
[[nodiscard]] std::string new_request_id();

/// A header's value that may be sent back and logged: "" where it is long, or not plain ASCII.
[[nodiscard]] std::string plain_value(std::string_view value);

}  // namespace tango::serve
