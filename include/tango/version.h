// The version of the library, from CMakeLists.txt.
#pragma once

namespace tango {

/// "MAJOR.MINOR.PATCH".
[[nodiscard]] const char* version() noexcept;

}  // namespace tango
