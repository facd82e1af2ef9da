// The server as a whole: models, workers, routes, listener.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <tango/error.h>

#include "serve/http/server.h"
#include "serve/models/repository.h"
#include "serve/overload/admission.h"
#include "serve/request_limits.h"
#include "serve/served_model.h"
#include "service/service.h"

namespace tango::serve {

struct ApplicationOptions {
  http::ServerOptions http = {};
  service::ServiceOptions service = {.niceness = 10,  // docs/decisions/0055
                                     .patience = std::chrono::milliseconds(5),
                                     .max_text_tokens = 1 << 16};
  RequestLimits limits = {};
  AdmissionOptions admission = {};
  std::filesystem::path api_keys;  ///< http::ApiKeys; empty: whoever reaches the server may ask.
  std::filesystem::path models;    ///< Repository; empty: only what serve() gets.
  Repository::Load load = nullptr;
  Repository::Tell tell = nullptr;           ///< Of `models`.
  std::optional<http::ServerOptions> admin;  ///< A listener to load and unload `models`.
  std::optional<http::ServerOptions> grpc;   ///< A listener for gRPC.
  http::Recorder log = nullptr;              ///< Gets each request besides.
  std::function<std::uint64_t()> dropped_log_lines = nullptr;   ///< Of that log; nullptr: none.
  std::function<std::uint64_t()> failed_audit_saves = nullptr;  ///< nullptr: none.
};

class Application {
 public:
  /// Answers from now on; /health says 503 until there is a model. Throws kIo, and as
  /// http::Server and http::ApiKeys do.
  explicit Application(const ApplicationOptions& options);
  ~Application();  ///< stop() without time to end.
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  /// Serves a model, in place of one of the same name; requests on their way keep the old one.
  void serve(std::shared_ptr<const ServedModel> model);

  /// serve(), once each tier has answered some texts. Throws what a tier throws that can't.
  void warm_up_and_serve(std::shared_ptr<const ServedModel> model);

  /// Looks at the directory of models again, as Repository::refresh() does. The server is ready
  /// after the first time.
  void refresh_models(const std::function<bool()>& is_stopping = nullptr);

  /// Reads the keys and the files of TLS again, each whatever becomes of the others. Returns what
  /// was wrong with those that could not be read, in whose place the old ones stay.
  [[nodiscard]] std::vector<Error> reload_files();

  /// Of TLS, as it is served; nullopt without.
  [[nodiscard]] std::optional<std::chrono::sys_seconds> end_of_certificate() const;

  /// For the metrics: whether all that was read again last could be read.
  void set_reloaded(bool well);

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::uint16_t admin_port() const;  ///< 0: there is no such listener.
  [[nodiscard]] std::uint16_t grpc_port() const;   ///< Likewise.

  /// Takes no new connections or requests, and waits until those under way are answered, at most
  /// until `until`.
  void stop(service::TimePoint until);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tango::serve
