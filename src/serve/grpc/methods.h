// The methods of the Open Inference Protocol over gRPC, and of gRPC's own health service.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "serve/grpc/exchange.h"
#include "serve/http/router.h"
#include "serve/kserve/parts.h"

namespace tango::serve::grpc {

struct Method {
  /// May throw before it has answered.
  std::function<void(Exchange&&)> answer;
  http::Access access = http::Access::kKey;
  bool is_inference = false;  ///< It answers texts: metrics count its calls.
};

/// By their paths: /SERVICE/METHOD.
using Methods = std::map<std::string, Method, std::less<>>;

[[nodiscard]] Methods make_methods(const kserve::Parts& parts);

}  // namespace tango::serve::grpc
