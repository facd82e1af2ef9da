#include "serve/page/routes.h"

#include <string>

#include "serve/page/files.h"

namespace tango::serve::page {
namespace {

void add_file(http::Router& router, const char* path, std::string_view file, const char* type) {
  router.add(
      "GET", path,
      [file, type](http::Exchange&& exchange) {
        exchange.respond(
            {.body = std::string(file),
             .content_type = type,
             .headers = {{"Content-Security-Policy",
                          "default-src 'none'; style-src 'unsafe-inline'; script-src "
                          "'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; "
                          "form-action 'none'; frame-ancestors 'none'"},
                         {"X-Content-Type-Options", "nosniff"}}});
      },
      http::Access::kOpen);
}

}  // namespace

void add_routes(http::Router& router) {
  constexpr const char* kHtml = "text/html; charset=utf-8";
  add_file(router, "/", kPage, kHtml);
  add_file(router, "/docs", kDocs, kHtml);
  add_file(router, "/openapi.json", kOpenApi, "application/json");
}

}  // namespace tango::serve::page
