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

void Router::add(std::string_view method, std::string path, Handler handler, Access access) {
  const bool is_prefix = path.ends_with('*');
  if (is_prefix) path.pop_back();
  Path& place = is_prefix ? prefixes_[std::move(path)] : paths_[std::move(path)];
  place.emplace(method, Route{std::move(handler), access});
}

void Router::set_keys(std::shared_ptr<const ApiKeys> keys) {
  const std::lock_guard lock(mutex_);
  keys_.swap(keys);
}

std::shared_ptr<const ApiKeys> Router::keys() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

const Router::Path* Router::find(std::string_view path) const {
  if (const auto found = paths_.find(path); found != paths_.end()) return &found->second;
  for (const auto& [prefix, place] : prefixes_) {
    if (path.starts_with(prefix)) return &place;
  }
  return nullptr;
}

const Router::Route* Router::find(const Path* path, std::string_view method) {
  if (path == nullptr) return nullptr;
  const auto found = path->find(method == "HEAD" ? "GET" : method);
  return found == path->end() ? nullptr : &found->second;
}

/// Paths that there are not need a key, too: who has none learns nothing of them.
bool Router::admits(std::string_view method, std::string_view path,
                    std::string_view authorization) const {
  const std::shared_ptr<const ApiKeys> known = keys();
  if (known == nullptr) return true;
  const Route* const route = find(find(path), method);
  if (route != nullptr && route->access == Access::kOpen) return true;
  return known->find(bearer_key(authorization)).has_value();
}

void Router::handle(Exchange&& exchange) const {
  const Request& request = exchange.request;
  const Path* const path = find(request.path);
  Record record{.method = request.method,
                .path = request.path,
                .request_id = short_header(request.headers, "x-request-id"),
                .traceparent = short_header(request.headers, "traceparent"),
                .known = path != nullptr,
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
    route(path, std::move(exchange));
  } catch (...) {
    respond(failure(current_error()));
  }
}

void Router::route(const Path* path, Exchange&& exchange) const {
  const Request& request = exchange.request;
  const Route* const found = find(path, request.method);
  if (const std::shared_ptr<const ApiKeys> known = keys(); known != nullptr) {
    const std::string_view header = find_header(request.headers, "authorization");
    const std::optional<std::uint64_t> key = known->find(bearer_key(header));
    if (!key && (found == nullptr || found->access == Access::kKey)) {
      Response refused = failure(401,
                                 "this needs a key that is known here, in a header "
                                 "\"Authorization: Bearer KEY\"");
      refused.headers.emplace_back("WWW-Authenticate", "Bearer");
      return exchange.respond(std::move(refused));
    }
    exchange.tenant = key.value_or(0);
  }
  if (path == nullptr) {
    return exchange.respond(failure(404, fmt::format("there is no {}", request.path)));
  }
  if (found != nullptr) return found->handler(std::move(exchange));
  std::string allowed;
  for (const auto& [method, _] : *path) allowed += (allowed.empty() ? "" : ", ") + method;
  Response refused =
      failure(405, fmt::format("{} takes {}, not {}", request.path, allowed, request.method));
  refused.headers.emplace_back("Allow", allowed);
  exchange.respond(std::move(refused));
}

}  // namespace tango::serve::http
