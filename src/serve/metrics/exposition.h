// The metrics of a server in the text format of Prometheus.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "serve/metrics/request_counts.h"
#include "serve/metrics/server_state.h"
#include "serve/served_model.h"
#include "service/statistics.h"

namespace tango::serve::metrics {

/// text-embeddings-inference's names (te_…) where it has the same, and tango_….
[[nodiscard]] std::string exposition(const RequestTotals& requests, const ServerState& server,
                                     const service::Snapshot& service,
                                     const std::vector<std::shared_ptr<const ServedModel>>& models);

}  // namespace tango::serve::metrics
