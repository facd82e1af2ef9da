// The log of requests.
#pragma once

#include <string_view>

#include "serve/http/record.h"

namespace tango::serve {

/// `which`: "all", "errors" (statuses of 400 and more) or "none". Writes a line of JSON each to
/// standard error.
[[nodiscard]] http::Recorder make_log(std::string_view which);

}  // namespace tango::serve
