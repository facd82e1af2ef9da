// What admission and windows charge for a request.
#pragma once

#include <cstddef>

#include "cascade/request.h"

namespace tango::service {

/// Of its texts.
[[nodiscard]] inline std::size_t bytes_of(const cascade::Request& request) {
  return request.text.size() + (request.pair ? request.pair->size() : 0);
}

}  // namespace tango::service
