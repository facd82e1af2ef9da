// What the server's metrics tell beside its requests, texts and tiers.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "serve/models/model_state.h"

namespace tango::serve::metrics {

struct ServerState {
  bool reloaded = true;  ///< All that was read again last could be read.
  std::uint64_t dropped_log_lines = 0;
  std::uint64_t failed_audit_saves = 0;
  std::optional<std::chrono::sys_seconds> certificate_end;  ///< Of TLS; nullopt: there is none.
  std::vector<ModelState> models;
};

}  // namespace tango::serve::metrics
