// A JSON object's members as they are written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tango::task {

struct JsonMember {
  std::string key;    ///< Without quotes and escapes.
  std::string value;  ///< JSON, byte for byte: 1.0 stays 1.0, and a long number keeps its digits.
};

/// The members of one object, which base::parse_json accepts, in their order; of several with one
/// key the last, as parsers take it. Values that are no JSON (Python's NaN) are strings.
[[nodiscard]] std::vector<JsonMember> json_members(std::string_view object);

}  // namespace tango::task
