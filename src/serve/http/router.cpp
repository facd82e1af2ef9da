#include "serve/http/router.h"

#include <atomic>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "serve/failure.h"

namespace tango::serve::http {
namespace {

constexpr std::size_t kLongestId = 128;

/// Sixteen hexadecimal digits that no other request of this process has.
std::string new_id() {
  static const std::uint64_t start = std::uint64_t{std::random_device()()} << 32U;
  static std::atomic<std::uint64_t> next = 0;
  return fmt::format("{:016x}", start + next++);
}

std::string short_header(const Headers& headers, std::string_view name) {
  const std::string_view value = find_header(headers, name);
  return value.size() <= kLongestId ? std::string(value) : std::string();
}

}  // namespace

void Router::add(std::string_view method, std::string path, Handler handler) {
  routes_[std::move(path)].emplace(method, std::move(handler));
}

void Router::handle(Exchange&& exchange) const {
  const Request& request = exchange.request;
  Record record{.method = request.method,
                .path = request.path,
                .request_id = short_header(request.headers, "x-request-id"),
                .traceparent = short_header(request.headers, "traceparent"),
                .known = routes_.contains(request.path),
                .request_bytes = request.body.size()};
  if (record.request_id.empty()) record.request_id = new_id();
  exchange.respond = [this, record = std::move(record), received = exchange.received,
                      respond = std::move(exchange.respond)](Response&& response) mutable {
    response.headers.emplace_back("X-Request-Id", record.request_id);
    if (!record.traceparent.empty())
      response.headers.emplace_back("traceparent", record.traceparent);
    record.status = response.status;
    record.time = service::Clock::now() - received;
    record.response_bytes = response.body.size();
    if (recorder_) recorder_(record);
    respond(std::move(response));
  };
  const auto respond = exchange.respond;
  try {
    route(std::move(exchange));
  } catch (...) {
    respond(failure(current_error()));
  }
}

void Router::route(Exchange&& exchange) const {
  const Request& request = exchange.request;
  const auto path = routes_.find(request.path);
  if (path == routes_.end()) {
    exchange.respond(failure(404, fmt::format("there is no {}", request.path)));
    return;
  }
  const auto handler = path->second.find(request.method == "HEAD" ? "GET" : request.method);
  if (handler != path->second.end()) return handler->second(std::move(exchange));
  std::string allowed;
  for (const auto& [method, _] : path->second) allowed += (allowed.empty() ? "" : ", ") + method;
  Response refused =
      failure(405, fmt::format("{} takes {}, not {}", request.path, allowed, request.method));
  refused.headers.emplace_back("Allow", allowed);
  exchange.respond(std::move(refused));
}

}  // namespace tango::serve::http
