// The version of the library, from CMakeLists.txt.
#pragma once

#include <tango/export.h>

namespace tango {

/// "MAJOR.MINOR.PATCH".
[[nodiscard]] TANGO_EXPORT const char* version() noexcept;

}  // namespace tango
