// The version of the library, as CMakeLists.txt says it.
#pragma once

namespace tango {

/// "MAJOR.MINOR.PATCH".
[[nodiscard]] const char* version() noexcept;

}  // namespace tango
