// Which handler answers which path.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "serve/http/api_keys.h"
#include "serve/http/message.h"
#include "serve/http/record.h"
#include "serve/http/unread_answers.h"

namespace tango::serve::http {

enum class Access { kKey, kOpen };

/// Filled before it serves; then used by any thread.
class Router {
 public:
  using Handler = std::function<void(Exchange&&)>;

  explicit Router(Recorder recorder = nullptr) : recorder_(std::move(recorder)) {}

  /// `method`: "GET", which HEAD may have too, or "POST". A path that ends in "*" stands for all
  /// that begin with what is before it. kKey: where there are keys, a request must have one.
  void add(std::string_view method, std::string path, Handler handler,
           Access access = Access::kKey);

  /// add() of a route of POST that answers texts, whose requests metrics count.
  void add_inference(std::string path, Handler handler);

  /// From now on. nullptr: no key is needed.
  void set_keys(std::shared_ptr<const ApiKeys> keys) { keys_.set(std::move(keys)); }

  /// Before it serves. While no key is needed, 403 for what a page in a browser may ask.
  void keep_pages_out() { keeps_pages_out_ = true; }

  /// Whether handle() would not say 401, which is known before the body.
  [[nodiscard]] bool admits(std::string_view method, std::string_view path,
                            std::string_view authorization) const;

  /// Has the handler answer; 401, 404 and 405 itself, and 429 where too much waits to be read. What
  /// a handler throws, before it has answered, is told as failure() does. Each response carries the
  /// request's X-Request-Id, or a new one, and its traceparent.
  void handle(Exchange&& exchange) const;

  /// The same for a request that no route can have, since it is none or did not come to its end:
  /// what it says of itself is told as far as it came.
  void refuse(Exchange&& exchange, Response&& response) const;

 private:
  struct Route {
    Handler handler;
    Access access = Access::kKey;
    bool is_inference = false;
  };
  /// A request that has not been answered.
  struct Pending {
    Record record;
    service::TimePoint received;
    std::function<void(Response&&)> respond;
  };
  using Path = std::map<std::string, Route, std::less<>>;  // by method

  void put(std::string_view method, std::string path, Route route);
  [[nodiscard]] const Path* find(std::string_view path) const;
  [[nodiscard]] static const Route* find(const Path* path, std::string_view method);
  [[nodiscard]] Pending pending_of(Exchange& exchange) const;
  void respond(Pending& pending, Response&& response) const;
  void route(Exchange&& exchange, Record& record) const;

  std::map<std::string, Path, std::less<>> paths_;
  std::map<std::string, Path, std::greater<>> prefixes_;  // the longer one of two comes first
  Recorder recorder_;
  CurrentKeys keys_;
  bool keeps_pages_out_ = false;
  UnreadAnswers unread_;
};

}  // namespace tango::serve::http
