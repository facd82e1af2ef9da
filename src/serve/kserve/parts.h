// What both transports of the Open Inference Protocol, REST and gRPC, ask.
#pragma once

#include <functional>
#include <vector>

#include "serve/catalogue.h"
#include "serve/dispatcher.h"
#include "serve/models/repository.h"
#include "serve/request_limits.h"

namespace tango::serve::kserve {

/// What is referred to outlives what answers with it.
struct Parts {
  const Catalogue& catalogue;
  Dispatcher& dispatcher;
  RequestLimits limits;
  std::function<bool()> ready;
  std::function<std::vector<ModelState>()> states;
};

}  // namespace tango::serve::kserve
