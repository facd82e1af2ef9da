// What a program says when a file that it has mapped becomes shorter.
#pragma once

#include <string_view>

namespace tango::command {

/// From now on a SIGBUS in a mapped file ends the program as before, but says as `program` which
/// file that was. Call it once.
void explain_bus_errors(std::string_view program);

}  // namespace tango::command
