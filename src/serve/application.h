// The server as a whole: models, workers, routes, listener.
#pragma once

#include <cstdint>
#include <memory>

#include "serve/http/server.h"
#include "serve/served_model.h"
#include "serve/tei/routes.h"
#include "service/service.h"

namespace tango::serve {

struct ApplicationOptions {
  http::ServerOptions http = {};
  service::ServiceOptions service = {};
  tei::Limits limits = {};
  http::Recorder log = nullptr;  ///< Gets each request besides.
};

class Application {
 public:
  /// Answers from now on; /health says 503 until there is a model. Throws kIo.
  explicit Application(const ApplicationOptions& options);
  ~Application();  ///< stop() without time to end.
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  /// Serves a model, in place of one of the same name; requests on their way keep the old one.
  void serve(std::shared_ptr<const ServedModel> model);

  [[nodiscard]] std::uint16_t port() const;

  /// Takes no new connections or requests, and waits until those under way are answered, at most
  /// until `until`.
  void stop(service::TimePoint until);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tango::serve
