// The log of requests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "serve/command/line_writer.h"
#include "serve/http/record.h"

namespace tango::serve {

/// `which`: "all", "errors" (statuses of 400 and more) or "none". Writes a line of JSON each to
/// `lines`, which outlives it.
[[nodiscard]] http::Recorder make_log(std::string_view which, LineWriter& lines);

/// The line that stands where so many were dropped.
[[nodiscard]] std::string dropped_lines(std::uint64_t count);

}  // namespace tango::serve
