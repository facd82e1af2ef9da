// An inference under way, whatever carries it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "serve/kserve/parts.h"
#include "serve/kserve/tensors.h"
#include "serve/served_model.h"

namespace tango::serve::kserve {

/// What was asked of which model, and how it ended.
struct Inference {
  InferRequest request;
  std::shared_ptr<const ServedModel> model;
  std::vector<Outcome> outcomes;  ///< One per text, in order.
  Passage passage;
};

/// Who asks, and until when an answer is of use.
struct Caller {
  service::TimePoint received;
  service::TimePoint deadline = service::kNever;  ///< Besides what the request and the server say.
  std::uint64_t tenant = 0;
  std::shared_ptr<const cascade::Origin> origin = {};
  std::stop_token cancelled;
};

/// Has a model answer the request; `done` is called as Dispatcher::Done is. `version`: 0 for the
/// highest. Returns why it is not taken, as Dispatcher::submit() does. Throws as Catalogue::get()
/// and RequestLimits do.
[[nodiscard]] std::optional<Error> start(const Parts& parts, InferRequest&& request,
                                         std::string_view name, int version, const Caller& caller,
                                         std::function<void(const Inference& inference)> done);

}  // namespace tango::serve::kserve
