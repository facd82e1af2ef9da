// Test support: the transport, with handlers that only tests have.
#pragma once

#include <future>
#include <memory>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "serve/http/server.h"

namespace tango::serve::http {

class HttpServer : public testing::Test {
 protected:
  HttpServer() {
    router_.add("POST", "/echo", [](Exchange&& exchange) {
      exchange.respond({.body = exchange.request.body, .content_type = "text/plain"});
    });
    router_.add("POST", "/throw",
                [](Exchange&&) { throw Error(ErrorCode::kInvalidInput, "that \"text\" is none"); });
    router_.add("POST", "/hold",
                [this](Exchange&& exchange) { held_.set_value(std::move(exchange)); });
    options_.limits.body_bytes = 1000;
    options_.limits.header_bytes = 2000;
  }

  Server& server() {
    if (!server_) server_ = std::make_unique<Server>(options_, router_);
    return *server_;
  }

  std::vector<Record> records() {
    const std::lock_guard lock(mutex_);
    return records_;
  }

  ServerOptions options_;
  std::promise<Exchange> held_;
  Router router_{[this](const Record& record) {
    const std::lock_guard lock(mutex_);
    records_.push_back(record);
  }};
  std::mutex mutex_;
  std::vector<Record> records_;
  std::unique_ptr<Server> server_;
};

}  // namespace tango::serve::http
