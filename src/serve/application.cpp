#include "serve/application.h"

#include <utility>

#include "serve/catalogue.h"
#include "serve/dispatcher.h"
#include "serve/failure.h"
#include "serve/metrics/exposition.h"
#include "serve/metrics/request_counts.h"

namespace tango::serve {

class Application::Impl {
 public:
  explicit Impl(const ApplicationOptions& options)
      : router_([this, log = options.log](const http::Record& record) {
          counts_.add(record);
          if (log) log(record);
        }),
        service_(options.service),
        dispatcher_(service_, [this] { server_->post([this] { dispatcher_.take_up(); }); }) {
    tei::add_routes(router_, catalogue_, dispatcher_, options.limits);
    router_.add("GET", "/health", [this](http::Exchange&& exchange) {
      (void)catalogue_.get();
      exchange.respond({.body = R"({"status":"ok"})"});
    });
    router_.add("GET", "/metrics", [this](http::Exchange&& exchange) {
      exchange.respond({.body = metrics::exposition(counts_.get(), service_.snapshot()),
                        .content_type = "text/plain; version=0.0.4; charset=utf-8"});
    });
    server_ = std::make_unique<http::Server>(options.http, router_);
  }

  ~Impl() { stop(service::TimePoint::min()); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void serve(std::shared_ptr<const ServedModel> model) { catalogue_.put(std::move(model)); }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

  void stop(service::TimePoint until) {
    server_->stop(until);
    service_.stop(until);
    dispatcher_.take_up();  // of connections that were closed before their answers came
  }

 private:
  metrics::RequestCounts counts_;
  Catalogue catalogue_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;  // made last
  service::Service service_;
  Dispatcher dispatcher_;
};

Application::Application(const ApplicationOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}
Application::~Application() = default;

void Application::serve(std::shared_ptr<const ServedModel> model) {
  impl_->serve(std::move(model));
}

std::uint16_t Application::port() const { return impl_->port(); }

void Application::stop(service::TimePoint until) { impl_->stop(until); }

}  // namespace tango::serve
