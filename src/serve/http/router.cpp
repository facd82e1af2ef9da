#include "serve/http/router.h"

#include <utility>

#include <boost/beast/core/string.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "serve/failure.h"
#include "serve/http/page_request.h"
#include "serve/origin.h"

namespace tango::serve::http {

void Router::add(std::string_view method, std::string path, Handler handler, Access access) {
  put(method, std::move(path), {.handler = std::move(handler), .access = access});
}

void Router::add_inference(std::string path, Handler handler) {
  put("POST", std::move(path), {.handler = std::move(handler), .is_inference = true});
}

void Router::put(std::string_view method, std::string path, Route route) {
  const bool is_prefix = path.ends_with('*');
  if (is_prefix) path.pop_back();
  Path& place = is_prefix ? prefixes_[std::move(path)] : paths_[std::move(path)];
  place.emplace(method, std::move(route));
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
  const std::shared_ptr<const ApiKeys> known = keys_.get();
  if (known == nullptr) return true;
  const Route* const route = find(find(path), method);
  if (route != nullptr && route->access == Access::kOpen) return true;
  return known->find(bearer_key(authorization)).has_value();
}

Router::Pending Router::pending_of(Exchange& exchange) const {
  const Request& request = exchange.request;
  const Route* const route = find(find(request.path), request.method);
  return {.record = {.method = request.method,
                     .path = request.path,
                     .origin = make_origin(find_header(request.headers, "x-request-id"),
                                           find_header(request.headers, "traceparent"),
                                           find_header(request.headers, "tracestate")),
                     .is_inference = route == nullptr ? request.path.empty() : route->is_inference,
                     .request_bytes = request.body.size()},
          .received = exchange.received,
          .respond = std::move(exchange.respond)};
}

void Router::handle(Exchange&& exchange) const {
  const auto pending = std::make_shared<Pending>(pending_of(exchange));
  exchange.origin = pending->record.origin;
  exchange.respond = [this, pending](Response&& response) {
    respond(*pending, std::move(response));
  };
  try {
    route(std::move(exchange), pending->record);
  } catch (...) {
    respond(*pending, failure(current_error()));
  }
}

void Router::refuse(Exchange&& exchange, Response&& response) const {
  Pending pending = pending_of(exchange);
  respond(pending, std::move(response));
}

void Router::respond(Pending& pending, Response&& response) const {
  Record& record = pending.record;
  if (!unread_.admit(response)) {
    response = failure({ErrorCode::kOverloaded,
                        "the server holds as many large answers as it may, which their clients do "
                        "not read; try again later, or ask for less at once"});
  }
  record.status = response.status;
  record.time = service::Clock::now() - pending.received;
  record.response_bytes = response.body.size();
  record.model = std::move(response.model);
  record.reason = std::move(response.reason);
  if (recorder_) recorder_(record);
  response.headers.emplace_back("X-Request-Id", record.origin->request_id);
  if (!record.origin->traceparent.empty()) {
    response.headers.emplace_back("traceparent", record.origin->traceparent);
  }
  pending.respond(std::move(response));
}

/// `record`: gets whose the key is.
void Router::route(Exchange&& exchange, Record& record) const {
  const Request& request = exchange.request;
  const Path* const path = find(request.path);
  const Route* const found = find(path, request.method);
  if (const std::shared_ptr<const ApiKeys> known = keys_.get(); known != nullptr) {
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
    if (key) record.owner = known->owner_of(*key);
  } else if (const auto sign = sign_of_page(request.headers); keeps_pages_out_ && !sign.empty()) {
    return exchange.respond(failure(
        403, fmt::format("without --api-keys no page in a browser may ask this, and this may be "
                         "one: {}",
                         sign)));
  }
  if (path == nullptr) {
    return exchange.respond(failure(404, fmt::format("there is no {}", request.path)));
  }
  const std::string_view coding = find_header(request.headers, "content-encoding");
  if (found != nullptr && !coding.empty() && !boost::beast::iequals(coding, "identity")) {
    return exchange.respond(failure(
        415, fmt::format("a body is taken as it is, without Content-Encoding; found \"{:.64}\"",
                         coding)));
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
