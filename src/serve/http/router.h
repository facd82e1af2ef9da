// Which handler answers which path.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "serve/http/message.h"
#include "serve/http/record.h"

namespace tango::serve::http {

/// Filled before it serves; then read by any thread.
class Router {
 public:
  using Handler = std::function<void(Exchange&&)>;

  explicit Router(Recorder recorder = nullptr) : recorder_(std::move(recorder)) {}

  /// `method`: "GET", which HEAD may have too, or "POST".
  void add(std::string_view method, std::string path, Handler handler);

  /// Has the handler answer; 404 and 405 itself. What a handler throws, before it has answered, is
  /// told as failure() does. Each response carries the request's X-Request-Id, or a new one, and
  /// its traceparent.
  void handle(Exchange&& exchange) const;

 private:
  void route(Exchange&& exchange) const;

  std::map<std::string, std::map<std::string, Handler, std::less<>>, std::less<>> routes_;
  Recorder recorder_;
};

}  // namespace tango::serve::http
