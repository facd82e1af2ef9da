// Who is let in.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tango::serve::http2 {

/// Those of a header, ":path" among them. Of several with one name, the first.
using Fields = std::map<std::string, std::string, std::less<>>;

/// The header that a request is refused with, without ":status", which is 200. Names are
/// lower-case.
using Refusal = std::vector<std::pair<std::string, std::string>>;

/// Asked about the first request of a connection; nullopt: it is let in.
using Gate = std::function<std::optional<Refusal>(const Fields& fields)>;

}  // namespace tango::serve::http2
