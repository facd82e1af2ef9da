#include "serve/command/program.h"

#include <chrono>
#include <csignal>
#include <ctime>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <unistd.h>

#include <tango/error.h>
#include <tango/version.h>

#include "base/printable.h"
#include "command/exit_status.h"
#include "command/program.h"
#include "command/say.h"
#include "kernel/isa.h"
#include "serve/command/line_writer.h"
#include "serve/command/log.h"
#include "serve/command/options.h"
#include "serve/command/service_manager.h"
#include "serve/command/stop_while_loading.h"
#include "serve/failure.h"
#include "serve/http/page_request.h"

namespace tango::serve {
namespace {

/// Has the models that the flags name answer, unless a stop is requested.
void load_models(const Options& options, Application& application, const StopWhileLoading& stop) {
  if (!options.models.empty()) {
    return application.refresh_models([&stop] { return stop.requested(); });
  }
  std::shared_ptr<const ServedModel> model = load_model(options);
  application.warm_up_and_serve(model);
  command::say("tango-server: {}, version {}: loaded from {}\n", model->name, model->version,
               options.cascade.empty() ? options.model : options.cascade);
}

void warn_of_expiry(const Options& options, const Application& application) {
  const auto end = application.end_of_certificate();
  if (!end || *end > std::chrono::system_clock::now()) return;
  command::say(
      "tango-server: warning: {} ended on {:%F}: clients that look at certificates refuse it; put "
      "a new one there and send SIGHUP\n",
      options.application.http.tls.certificate.string(), *end);
}

/// What can't be read stays as it was, and keeps nothing else from being read. Whether the server
/// goes on then.
bool reload(const Options& options, Application& application) {
  StopWhileLoading stop{std::chrono::duration<double>(options.drain_seconds)};
  notify_service_manager(reloading_now());
  std::vector<Error> errors = application.reload_files();
  try {
    load_models(options, application, stop);
  } catch (...) {
    errors.push_back(current_error());
  }
  const bool goes_on = !stop.finish();
  std::set<std::string> told;  // listeners have the same files
  for (const Error& error : errors) {
    if (!told.emplace(error.what()).second) continue;
    command::say("tango-server: goes on as before: {}\n", error.what());
  }
  application.set_reloaded(told.empty());
  command::say("tango-server: has read its {}files again\n", told.empty() ? "" : "other ");
  if (told.empty()) warn_of_expiry(options, application);
  notify_service_manager("READY=1");
  return goes_on;
}

/// The first time: whether the server answers then.
bool load_first(const Options& options, Application& application) {
  StopWhileLoading stop{std::chrono::duration<double>(options.drain_seconds)};
  load_models(options, application, stop);
  return !stop.finish();
}

/// What is said, as the line that it has to be: names in it come from directories and their files.
std::string one_line(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return base::printable(text) + "\n";
}

constexpr timespec kBetweenSaves{.tv_sec = 30, .tv_nsec = 0};

void save_audits(AuditKeeper& audits) {
  try {
    audits.save();
  } catch (...) {
    command::say("tango-server: the state of the audits was not saved: {}\n",
                 current_error().what());
  }
}

std::string address_in_url(const std::string& address) {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

void warn_of_strangers(const http::ServerOptions& options, bool has_keys) {
  if (http::is_loopback(options.address)) return;
  if (has_keys && options.tls.certificate.empty()) {
    command::say(
        "tango-server: warning: keys come to {} in clear: give --tls-certificate and --tls-key, or "
        "let a proxy end TLS before it\n",
        options.address);
  }
  if (has_keys || !options.tls.client_ca.empty()) return;
  command::say(
      "tango-server: warning: whoever reaches {} may ask, without a key: give --api-keys or "
      "--tls-client-ca, or let a proxy or firewall choose\n",
      options.address);
}

const char* scheme_of(const Options& options) {
  return options.application.http.tls.certificate.empty() ? "http" : "https";
}

void say_where(const Options& options, const Application& application) {
  const std::string address = address_in_url(options.application.http.address);
  if (application.grpc_port() != 0) {
    command::say("tango-server: answers gRPC on {}:{}\n", address, application.grpc_port());
  }
  command::say("tango-server: answers on {}://{}:{}\n", scheme_of(options), address,
               application.port());
  notify_service_manager("READY=1");
}

/// Ends at SIGTERM or SIGINT: with the requests under way answered, or at the second signal.
int serve(const Options& options) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, one);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before there are threads, which inherit it
  Application application(options.application);
  warn_of_strangers(options.application.http, !options.application.api_keys.empty());
  warn_of_expiry(options, application);
  if (application.admin_port() != 0) {
    command::say("tango-server: takes orders on {}://127.0.0.1:{}\n", scheme_of(options),
                 application.admin_port());
  }
  bool goes_on = load_first(options, application);
  if (goes_on) say_where(options, application);
  while (goes_on) {
    const int signal_number = sigtimedwait(&signals, nullptr, &kBetweenSaves);
    if (signal_number < 0) save_audits(*options.audits);
    if (signal_number == SIGHUP) goes_on = reload(options, application);
    if (signal_number == SIGTERM || signal_number == SIGINT) goes_on = false;
  }
  notify_service_manager("STOPPING=1");
  command::say("tango-server: ends once the requests under way are answered\n");
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // a second one ends it at once
  const auto drain = std::chrono::duration<double>(options.drain_seconds);
  application.stop(service::Clock::now() + std::chrono::duration_cast<service::Duration>(drain));
  save_audits(*options.audits);
  return command::kSuccess;
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App program("A server for cascades of text classifiers.", "tango-server");
  program.set_version_flag("--version", std::string("tango-server ") + version());
  program.require_subcommand(1);
  command::Command chosen;
  Options options;
  CLI::App& command = *program.add_subcommand(
      "serve", "Answer texts over HTTP, as text-embeddings-inference does, and over gRPC.");
  command.footer(
      "Example:\n  tango serve --cascade models/sst2 --port 8080\n"
      "  curl localhost:8080/predict -d '{\"inputs\": \"What a film!\"}'\n");
  add_options(command, options);
  command.callback([&] {
    chosen = [&] {
      kernel::initialize_isa();
      LineWriter lines(STDERR_FILENO, dropped_lines);
      const command::SayTo said([&lines](std::string_view text) { lines.write(one_line(text)); });
      try {
        finish(options, lines);
        return serve(options);
      } catch (const Error& error) {  // which is said once `said` is gone
        throw Error(error.code(), base::printable(error.what()), error.settings());
      }
    };
  });
  return command::run_program(program, chosen, argc, argv);
}

}  // namespace tango::serve
