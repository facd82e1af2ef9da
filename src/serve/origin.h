// What tells a request from others, in logs here and elsewhere.
#pragma once

#include <memory>
#include <string_view>

#include "cascade/origin.h"

namespace tango::serve {

/// Of a request's headers. A value that is long, or not plain ASCII, is left out, since it is sent
/// back and logged; a request without an id gets one that no other request of this process has.
[[nodiscard]] std::shared_ptr<const cascade::Origin> make_origin(std::string_view request_id,
                                                                 std::string_view traceparent,
                                                                 std::string_view tracestate);

}  // namespace tango::serve
