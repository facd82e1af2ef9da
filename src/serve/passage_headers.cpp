#include "serve/passage_headers.h"

#include <chrono>

#include <fmt/format.h>

namespace tango::serve {

void add_headers(const Passage& passage, http::Response& response) {
  const std::chrono::duration<double, std::milli> time = passage.in_service;
  response.headers.emplace_back("Server-Timing", fmt::format("service;dur={:.3f}", time.count()));
  response.model = passage.model;
  if (passage.degraded) response.headers.emplace_back("Tango-Degraded", "true");
}

}  // namespace tango::serve
