// A cascade under the name that clients know it by.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cascade/cascade.h"
#include "serve/audit/watched_promise.h"
#include "service/tiers_per_text.h"

namespace tango::serve {

/// Since the model was loaded.
struct ModelCounts {
  std::atomic<std::uint64_t> requests = 0;  ///< That were answered.
  std::atomic<std::uint64_t> texts = 0;     ///< Of those.
  std::atomic<std::uint64_t> nanoseconds = 0;
  std::atomic<std::uint64_t> failed_requests = 0;
  std::atomic<std::uint64_t> degraded_requests = 0;  ///< Of those answered: by the first tier.
  std::atomic<std::uint64_t> failed_nanoseconds = 0;
  service::TiersPerText tiers_per_text;  ///< Of requests that were not degraded.
};

struct ServedModel {
  std::string name;
  int version = 1;
  std::string full_name;  ///< "NAME/VERSION"
  std::shared_ptr<const cascade::Cascade> cascade;
  std::vector<std::string> quoted_labels;  ///< As JSON strings.
  WatchedPromise promise = {};
  std::shared_ptr<ModelCounts> counts = std::make_shared<ModelCounts>();
};

/// `version`: from 1.
[[nodiscard]] std::shared_ptr<const ServedModel> make_served_model(
    std::string name, int version, std::shared_ptr<const cascade::Cascade> cascade,
    WatchedPromise promise = {});

}  // namespace tango::serve
