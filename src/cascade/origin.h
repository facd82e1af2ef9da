// Where a text comes from, for an endpoint that is asked about it.
#pragma once

#include <string>

namespace tango::cascade {

/// A request to a server, as its sender names it: header values of printable ASCII, each may be "".
struct Origin {
  std::string request_id;
  std::string traceparent;  ///< W3C Trace Context.
  std::string tracestate;
};

}  // namespace tango::cascade
