// A file that is one JSON array, as JSON Lines.
#pragma once

#include "task/line_reader.h"

namespace tango::task {

/// Where the bytes are an array ("[" is the first that is no white space), its elements, one a
/// line, in bounded memory; else the bytes as they are. The lines' numbers are then the elements'.
/// What stands between elements or behind the array becomes a line of its own, which no reader of
/// JSON accepts.
[[nodiscard]] ReadBytes json_elements(ReadBytes bytes);

}  // namespace tango::task
