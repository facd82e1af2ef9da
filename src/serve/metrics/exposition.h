// The metrics of a server in the text format of Prometheus.
#pragma once

#include <string>

#include "serve/metrics/request_counts.h"
#include "service/statistics.h"

namespace tango::serve::metrics {

/// text-embeddings-inference's names (te_…) where it has the same, and tango_….
[[nodiscard]] std::string exposition(const RequestTotals& requests,
                                     const service::Snapshot& service);

}  // namespace tango::serve::metrics
