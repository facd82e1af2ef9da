#include "serve/kserve/routes.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "serve/failure.h"
#include "serve/http/escapes.h"
#include "serve/kserve/infer.h"
#include "serve/kserve/inference.h"
#include "serve/kserve/metadata.h"
#include "serve/passage_headers.h"

namespace tango::serve::kserve {
namespace {

constexpr std::string_view kModels = "/v2/models/";
constexpr std::string_view kRepositoryModels = "/v2/repository/models/";

/// NAME[/versions/VERSION][/WHAT]
struct ModelPath {
  std::string name;
  int version = 0;  ///< 0: none is named.
  std::string_view what;
};

std::string_view next_segment(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('/'), rest.size());
  const std::string_view segment = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return segment;
}

ModelPath split_path(std::string_view rest) {
  ModelPath path{.name = http::decode_segment(next_segment(rest)), .what = {}};
  if (path.name.empty()) throw Error(ErrorCode::kNotFound, "the name of a model is missing");
  if (rest.starts_with("versions/")) {
    (void)next_segment(rest);
    path.version = parse_version(next_segment(rest));
    if (path.version == 0) throw Error(ErrorCode::kNotFound, "the version is missing");
  }
  path.what = rest;
  return path;
}

void respond_with(const http::Exchange& exchange, std::string body) {
  exchange.respond({.body = std::move(body)});
}

void refuse_path(const http::Exchange& exchange) {
  exchange.respond(failure(
      404, fmt::format("there is no {} {}", exchange.request.method, exchange.request.path)));
}

void infer(const Parts& parts, const ModelPath& path, http::Exchange&& exchange) {
  const http::Request& asked = exchange.request;
  if (const auto full = parts.dispatcher.refusal_of_unread(exchange.tenant, asked.body.size())) {
    return exchange.respond(failure(*full));
  }
  const std::optional<Error> refusal = start(
      parts,
      parse_infer(asked.body, http::find_header(asked.headers, "inference-header-content-length")),
      path.name, path.version,
      {.received = exchange.received,
       .tenant = exchange.tenant,
       .origin = exchange.origin,
       .cancelled = exchange.cancelled},
      [respond = exchange.respond](const Inference& inference) {
        try {
          http::Response response =
              render_infer(inference.request, *inference.model, inference.outcomes);
          add_headers(inference.passage, response);
          respond(std::move(response));
        } catch (...) {
          respond(failure(current_error()));
        }
      });
  if (refusal) exchange.respond(failure(*refusal));
}

void tell_of_model(const Parts& parts, http::Exchange&& exchange) {
  const std::string_view rest = std::string_view(exchange.request.path).substr(kModels.size());
  if (rest == "stats") {
    return respond_with(exchange, render_statistics(parts.catalogue.all()));
  }
  const ModelPath path = split_path(rest);
  const std::shared_ptr<const ServedModel> model = parts.catalogue.get(path.name, path.version);
  if (path.what.empty()) {
    respond_with(exchange, render_model(*model, parts.catalogue.versions(model->name)));
  } else if (path.what == "ready") {
    respond_with(exchange, R"({"ready":true})");
  } else if (path.what == "stats") {
    respond_with(exchange, render_statistics({model}));
  } else {
    refuse_path(exchange);
  }
}

}  // namespace

void add_routes(http::Router& router, const Parts& parts) {
  router.add("GET", "/v2",
             [](http::Exchange&& exchange) { respond_with(exchange, render_server()); });
  router.add(
      "GET", "/v2/health/live",
      [](http::Exchange&& exchange) { respond_with(exchange, R"({"live":true})"); },
      http::Access::kOpen);
  router.add(
      "GET", "/v2/health/ready",
      [ready = parts.ready](http::Exchange&& exchange) {
        if (!ready()) throw Error(ErrorCode::kStopping, "no model is loaded yet");
        respond_with(exchange, R"({"ready":true})");
      },
      http::Access::kOpen);
  const std::string models = std::string(kModels) + "*";
  router.add("GET", models,
             [parts](http::Exchange&& exchange) { tell_of_model(parts, std::move(exchange)); });
  router.add_inference(models, [parts](http::Exchange&& exchange) {
    const std::string path = exchange.request.path;
    const ModelPath model = split_path(std::string_view(path).substr(kModels.size()));
    if (model.what != "infer") return refuse_path(exchange);
    infer(parts, model, std::move(exchange));
  });
  for (const char* method : {"GET", "POST"}) {
    router.add(method, "/v2/repository/index", [states = parts.states](http::Exchange&& exchange) {
      respond_with(exchange, render_index(states()));
    });
  }
}

void add_admin_routes(http::Router& router, Repository& repository) {
  router.add("POST", std::string(kRepositoryModels) + "*",
             [&repository](http::Exchange&& exchange) {
               const std::string_view rest =
                   std::string_view(exchange.request.path).substr(kRepositoryModels.size());
               const ModelPath path = split_path(rest);
               if (path.what == "load") {
                 repository.load(path.name);
               } else if (path.what == "unload") {
                 repository.unload(path.name);
               } else {
                 return refuse_path(exchange);
               }
               respond_with(exchange, "{}");
             });
}

}  // namespace tango::serve::kserve
