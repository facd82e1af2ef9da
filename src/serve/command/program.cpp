#include "serve/command/program.h"

#include <chrono>
#include <csignal>
#include <string>

#include <CLI/CLI.hpp>

#include <tango/version.h>

#include "command/exit_status.h"
#include "command/program.h"
#include "command/say.h"
#include "kernel/isa.h"
#include "serve/command/log.h"
#include "serve/command/options.h"

namespace tango::serve {
namespace {

/// Ends at SIGTERM or SIGINT: with the requests under way answered, or at the second signal.
int serve(const Options& options) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before there are threads, which inherit it
  Application application(options.application);
  application.serve(load_model(options));
  command::say("tango-server: answers on http://{}:{}\n", options.application.http.address,
               application.port());
  int signal_number = 0;
  (void)sigwait(&ends, &signal_number);
  command::say("tango-server: ends once the requests under way are answered\n");
  pthread_sigmask(SIG_UNBLOCK, &ends, nullptr);  // a second one ends it at once
  const auto drain = std::chrono::duration<double>(options.drain_seconds);
  application.stop(service::Clock::now() + std::chrono::duration_cast<service::Duration>(drain));
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
      "serve", "Answer texts over HTTP, as text-embeddings-inference does.");
  command.footer(
      "Example:\n  tango serve --cascade models/sst2 --port 8080\n"
      "  curl localhost:8080/predict -d '{\"inputs\": \"What a film!\"}'\n");
  add_options(command, options);
  command.callback([&] {
    chosen = [&] {
      kernel::initialize_isa();
      ApplicationOptions& application = options.application;
      application.http.port = static_cast<std::uint16_t>(options.port);
      application.http.limits.body_bytes = static_cast<std::size_t>(options.max_body_kib) << 10U;
      application.service.max_texts = static_cast<std::size_t>(options.max_texts);
      application.log = make_log(options.log);
      return serve(options);
    };
  });
  return command::run_program(program, chosen, argc, argv);
}

}  // namespace tango::serve
