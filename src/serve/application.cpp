#include "serve/application.h"

#include <atomic>
#include <utility>

#include <tango/error.h>

#include "serve/catalogue.h"
#include "serve/dispatcher.h"
#include "serve/failure.h"
#include "serve/grpc/methods.h"
#include "serve/grpc/server.h"
#include "serve/kserve/routes.h"
#include "serve/metrics/exposition.h"
#include "serve/metrics/request_counts.h"
#include "serve/models/warm_up.h"
#include "serve/page/routes.h"
#include "serve/tei/routes.h"

namespace tango::serve {

class Application::Impl {
 public:
  explicit Impl(const ApplicationOptions& options)
      : api_keys_(options.api_keys),
        recorder_([this, log = options.log](const http::Record& record) {
          counts_.add(record);
          if (log) log(record);
        }),
        dropped_log_lines_(options.dropped_log_lines),
        failed_audit_saves_(options.failed_audit_saves),
        router_(recorder_),
        admin_router_(recorder_),
        service_(options.service),
        dispatcher_(service_, options.admission,
                    [this] { server_->post([this] { dispatcher_.take_up(); }); }) {
    if (!options.models.empty()) make_repository(options);
    add_routes(options.limits);
    read_keys();
    server_ = std::make_unique<http::Server>(options.http, router_);
    if (options.admin) admin_ = std::make_unique<http::Server>(*options.admin, admin_router_);
    if (options.grpc) {
      grpc_ = std::make_unique<grpc::Server>(
          *options.grpc, grpc::make_methods(kserve_parts(options.limits)), keys_, recorder_);
    }
  }

  // NOLINTNEXTLINE(bugprone-exception-escape): without memory to stop, the program ends
  ~Impl() { stop(service::TimePoint::min()); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void serve(std::shared_ptr<const ServedModel> model) {
    catalogue_.put(std::move(model));
    loaded_ = true;
  }
  void warm_up_and_serve(std::shared_ptr<const ServedModel> model) {
    warm_up(service_, *model);
    serve(std::move(model));
  }
  void refresh_models(const std::function<bool()>& is_stopping) {
    if (repository_ == nullptr) return;
    repository_->refresh(is_stopping);
    loaded_ = true;
  }
  [[nodiscard]] std::vector<ModelState> states() const {
    if (repository_ != nullptr) return repository_->states();
    std::vector<ModelState> states;
    for (const auto& model : catalogue_.all()) {
      states.push_back({.name = model->name,
                        .version = model->version,
                        .ready = true,
                        .loading = false,
                        .failed = false,
                        .reason = {}});
    }
    return states;
  }
  void set_reloaded(bool well) { reloaded_ = well; }
  [[nodiscard]] std::optional<std::chrono::sys_seconds> end_of_certificate() const {
    return server_->end_of_certificate();
  }
  [[nodiscard]] std::vector<Error> reload_files() {
    std::vector<Error> errors;
    const auto attempt = [&errors](const auto& reload) {
      try {
        reload();
      } catch (...) {
        errors.push_back(current_error());
      }
    };
    attempt([this] { read_keys(); });
    attempt([this] { server_->reload_tls(); });  // the files of the others, too
    if (admin_ != nullptr) attempt([this] { admin_->reload_tls(); });
    if (grpc_ != nullptr) attempt([this] { grpc_->reload_tls(); });
    return errors;
  }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] std::uint16_t admin_port() const {
    return admin_ == nullptr ? std::uint16_t{0} : admin_->port();
  }
  [[nodiscard]] std::uint16_t grpc_port() const {
    return grpc_ == nullptr ? std::uint16_t{0} : grpc_->port();
  }

  void stop(service::TimePoint until) {
    if (admin_ != nullptr) admin_->stop(until);
    if (grpc_ != nullptr) grpc_->stop(until);  // before the thread that answers its calls
    server_->stop(until);
    service_.stop(until);
    dispatcher_.take_up();  // of connections that were closed before their answers came
  }

 private:
  [[nodiscard]] metrics::ServerState server_state() const {
    metrics::ServerState state{.reloaded = reloaded_, .models = states()};
    if (dropped_log_lines_) state.dropped_log_lines = dropped_log_lines_();
    if (failed_audit_saves_) state.failed_audit_saves = failed_audit_saves_();
    state.certificate_end = end_of_certificate();
    return state;
  }
  [[nodiscard]] bool is_ready() const { return loaded_ && !catalogue_.empty(); }

  void make_repository(const ApplicationOptions& options) {
    repository_ = std::make_unique<Repository>(
        options.models, catalogue_,
        [this, load = options.load](const FoundModel& found) {
          auto model = load(found);
          warm_up(service_, *model);
          return model;
        },
        options.tell);
    admin_router_.keep_pages_out();
    kserve::add_admin_routes(admin_router_, *repository_);
  }

  [[nodiscard]] kserve::Parts kserve_parts(const RequestLimits& limits) {
    return {.catalogue = catalogue_,
            .dispatcher = dispatcher_,
            .limits = limits,
            .ready = [this] { return is_ready(); },
            .states = [this] { return states(); }};
  }

  void add_routes(const RequestLimits& limits) {
    page::add_routes(router_);
    tei::add_routes(router_, catalogue_, dispatcher_, limits);
    kserve::add_routes(router_, kserve_parts(limits));
    router_.add(
        "GET", "/health",
        [this](http::Exchange&& exchange) {
          if (!is_ready()) throw Error(ErrorCode::kStopping, "no model is loaded yet");
          exchange.respond({.body = R"({"status":"ok"})"});
        },
        http::Access::kOpen);
    router_.add("POST", "/v2/repository/models/*", [](http::Exchange&& exchange) {
      exchange.respond(
          failure(404, "models are loaded and unloaded at another port, which --admin-port opens"));
    });
    router_.add("GET", "/metrics", [this](http::Exchange&& exchange) {
      exchange.respond({.body = metrics::exposition(counts_.get(), server_state(),
                                                    service_.snapshot(), catalogue_.all()),
                        .content_type = "text/plain; version=0.0.4; charset=utf-8"});
    });
  }

  void read_keys() {
    if (api_keys_.empty()) return;
    const auto keys = std::make_shared<const http::ApiKeys>(http::ApiKeys::read(api_keys_));
    router_.set_keys(keys);
    admin_router_.set_keys(keys);
    keys_.set(keys);
  }

  std::filesystem::path api_keys_;
  metrics::RequestCounts counts_;
  http::Recorder recorder_;
  std::function<std::uint64_t()> dropped_log_lines_;
  std::function<std::uint64_t()> failed_audit_saves_;
  Catalogue catalogue_;
  std::unique_ptr<Repository> repository_;
  std::atomic<bool> loaded_ = false;  // all that there was at first
  std::atomic<bool> reloaded_ = true;
  http::Router router_;
  http::Router admin_router_;
  std::unique_ptr<http::Server> server_;  // made last
  std::unique_ptr<http::Server> admin_;
  http::CurrentKeys keys_;  // of grpc_
  std::unique_ptr<grpc::Server> grpc_;
  service::Service service_;
  Dispatcher dispatcher_;
};

Application::Application(const ApplicationOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}
Application::~Application() = default;

void Application::serve(std::shared_ptr<const ServedModel> model) {
  impl_->serve(std::move(model));
}
void Application::warm_up_and_serve(std::shared_ptr<const ServedModel> model) {
  impl_->warm_up_and_serve(std::move(model));
}
void Application::refresh_models(const std::function<bool()>& is_stopping) {
  impl_->refresh_models(is_stopping);
}
std::vector<Error> Application::reload_files() { return impl_->reload_files(); }
std::optional<std::chrono::sys_seconds> Application::end_of_certificate() const {
  return impl_->end_of_certificate();
}
void Application::set_reloaded(bool well) { impl_->set_reloaded(well); }
std::uint16_t Application::port() const { return impl_->port(); }
std::uint16_t Application::admin_port() const { return impl_->admin_port(); }
std::uint16_t Application::grpc_port() const { return impl_->grpc_port(); }
void Application::stop(service::TimePoint until) { impl_->stop(until); }

}  // namespace tango::serve
