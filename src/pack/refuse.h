// Errors about archives.
#pragma once

#include <string>

#include <tango/error.h>

namespace tango::pack {

[[noreturn]] inline void refuse(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::kInvalidModel, where + ": " + message);
}

}  // namespace tango::pack
