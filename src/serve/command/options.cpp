#include "serve/command/options.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/utf8.h"
#include "cascade/cascade_config.h"
#include "checkpoint/checkpoint.h"
#include "command/limits.h"
#include "command/numbers.h"
#include "command/say.h"
#include "serve/command/log.h"

namespace tango::serve {
namespace {

void add_model_options(CLI::App& command, Options& options) {
  CLI::Option* const cascade =
      command
          .add_option(
              "--cascade", options.cascade,
              "Cascade: a directory, which holds a cascade.json, or a name in the model store.")
          ->type_name("DIR");
  CLI::Option* const model =
      command
          .add_option(
              "--model", options.model,
              "Model, served as it is: a directory in the Hugging Face layout, or a name in the "
              "model store.")
          ->type_name("DIR")
          ->excludes(cascade);
  CLI::Option* const models =
      command
          .add_option(
              "--models", options.models,
              "Directory of cascades: each sub-directory is one under its name, or holds "
              "versions 1, 2, ... of one; a symbolic link is another name. Requests that name "
              "no model get the one called default, or the only one. Read again at SIGHUP. No "
              "variable stands for it: TANGO_MODELS is the model store.")
          ->type_name("DIR")
          ->excludes(cascade)
          ->excludes(model);
  command
      .add_option("--name", options.name,
                  "Name that clients know the model by. By default it is the directory's.")
      ->type_name("NAME")
      ->excludes(models);
  command
      .add_option("--precision", options.precision,
                  "Arithmetic of the matrix products: fp32, bf16, int8 or auto. With auto, each "
                  "tier takes the precision that the cascade names for it, else fp32.")
      ->type_name("P")
      ->capture_default_str();
  command
      .add_option("--threshold", options.thresholds,
                  "A tier answers a text if its confidence is at least this threshold. Give one "
                  "number for all tiers but the last, or one for each of them. By default the "
                  "cascade's own apply. A request may name another.")
      ->type_name("T[,T2...]");
  command
      .add_option("--long-text", options.long_text,
                  "What to do with a text that is longer than the model's limit: truncate, window "
                  "(average the logits of overlapping windows) or error.")
      ->type_name("POLICY")
      ->capture_default_str();
}

void add_network_options(CLI::App& command, Options& options) {
  http::ServerOptions& http = options.application.http;
  command
      .add_option("--address", http.address,
                  "Address to listen on; 0.0.0.0 takes connections from other machines, too.")
      ->type_name("IP")
      ->capture_default_str();
  command.add_option("--port", options.port, "Port to listen on; 0 takes any that is free.")
      ->type_name("N")
      ->check(command::in_range(0, 65535))
      ->capture_default_str();
  command
      .add_option("--admin-port", options.admin_port,
                  "Port on the loopback address at which models of --models can be loaded and "
                  "unloaded; 0 takes any that is free. By default there is none.")
      ->type_name("N")
      ->check(command::in_range(0, 65535))
      ->needs(command.get_option("--models"));
  command
      .add_option("--grpc-port", options.grpc_port,
                  "Port of the same address at which the Open Inference Protocol is spoken over "
                  "gRPC; 0 takes any that is free. By default there is none.")
      ->type_name("N")
      ->check(command::in_range(0, 65535));
  command
      .add_option("--max-connections", http.limits.connections,
                  "Maximum number of connections of a listener; more wait until one ends. Calls of "
                  "gRPC beyond as many are refused.")
      ->type_name("N")
      ->check(command::in_range(1, 1 << 20))
      ->capture_default_str();
  command
      .add_option(
          "--max-body-kib", options.max_body_kib,
          "Maximum size of a request's body, or of a message of gRPC, in KiB; a larger one is "
          "refused.")
      ->type_name("N")
      ->check(command::in_range(1, 1 << 20))
      ->capture_default_str();
}

void add_security_options(CLI::App& command, Options& options) {
  http::TlsFiles& tls = options.application.http.tls;
  command
      .add_option("--api-keys", options.application.api_keys,
                  "File with the SHA-256 of an API key in each line. A request must then have a "
                  "key: Authorization: Bearer KEY. Read again at SIGHUP.")
      ->type_name("FILE");
  command
      .add_option("--tls-certificate", tls.certificate,
                  "PEM file of the server's certificate and those that lead to a root: the server "
                  "then speaks TLS. Read again at SIGHUP.")
      ->type_name("FILE");
  command.add_option("--tls-key", tls.key, "PEM file of that certificate's private key.")
      ->type_name("FILE");
  command
      .add_option("--tls-client-ca", tls.client_ca,
                  "PEM file of authorities; clients must then show a certificate of one of them.")
      ->type_name("FILE");
}

void add_load_options(CLI::App& command, Options& options) {
  ApplicationOptions& application = options.application;
  command
      .add_option(
          "--workers", application.service.workers,
          "Number of worker threads; 0 means one per usable CPU. They give way to other programs "
          "of the host (nice 10): give the server cores of its own, or a cgroup with a weight.")
      ->type_name("N")
      ->check(command::in_range(0, 4096))
      ->capture_default_str();
  command
      .add_option("--max-client-batch-size", application.limits.max_client_batch_size,
                  "Maximum number of texts in a request; more are refused with 413.")
      ->type_name("N")
      ->check(command::in_range(1, 1 << 20))
      ->capture_default_str();
  command
      .add_option("--max-texts", options.max_texts,
                  "Maximum number of texts under way; requests beyond are refused with 429.")
      ->type_name("N")
      ->check(command::in_range(1, 1 << 24))
      ->capture_default_str();
  command
      .add_option(
          "--max-tokens", options.max_tokens,
          "Maximum number of tokens under way, estimated from the texts' bytes and how many "
          "were deferred; requests beyond are refused with 429. A key alone may have four "
          "fifths of them.")
      ->type_name("N")
      ->check(command::in_range(1, 1 << 30))
      ->capture_default_str();
  command
      .add_option("--max-text-tokens", application.service.max_text_tokens,
                  "Maximum number of tokens of one text, all its windows together; a longer one is "
                  "refused with 413.")
      ->type_name("N")
      ->check(command::in_range(1, 1 << 30))
      ->capture_default_str();
  command
      .add_option("--degrade", application.admission.degrade_from,
                  "Share of --max-tokens from which on the first tier answers, however sure it is, "
                  "and the answer has the header Tango-Degraded. By default that never happens.")
      ->type_name("SHARE")
      ->check(command::in_range(0.0, 1.0));
  command
      .add_option("--timeout", application.limits.default_timeout,
                  "Seconds by which a request that names no timeout is to be answered, by the tier "
                  "reached if need be; 0 means no limit.")
      ->type_name("S")
      ->check(command::at_least(0))
      ->capture_default_str();
  command
      .add_option("--drain", options.drain_seconds,
                  "Seconds that requests under way have to end after SIGTERM.")
      ->type_name("S")
      ->check(command::at_least(0))
      ->capture_default_str();
  command
      .add_option("--log", options.log,
                  "Requests that are logged to standard error, a line of JSON each: all, errors or "
                  "none. Texts are never logged. Lines that standard error does not take are "
                  "dropped and counted.")
      ->type_name("WHICH")
      ->check(command::one_of({"all", "errors", "none"}))
      ->capture_default_str();
}

void add_audit_options(CLI::App& command, Options& options) {
  CLI::Option* const audit =
      command
          .add_option("--audit", options.audit.directory,
                      "Directory for the state of audits: a share of the answers is then compared "
                      "with the last tier's, to watch what the certificate of tango calibrate "
                      "promises. When it is shown to be broken, the last tier answers all texts "
                      "until a new threshold is found.")
          ->type_name("DIR")
          ->excludes(command.get_option("--model"));
  command
      .add_option("--audit-rate", options.audit.rate,
                  "Share of the texts that are audited, deferred ones included.")
      ->type_name("SHARE")
      ->check(command::in_range(1e-6, 1.0))
      ->capture_default_str()
      ->needs(audit);
}

WatchedPromise promise_of(const Options& options, const std::filesystem::path& directory,
                          const cascade::Cascade& cascade, const std::string& name, int version) {
  WatchedPromise promise = options.audits->promise_of(directory, cascade, name, version);
  if (promise.state == WatchedPromise::State::kVoid) {
    command::say(
        "tango-server: warning: the certificate of {}, version {}, is void: {}; nothing is "
        "promised. See tango calibrate --recheck\n",
        name, version, promise.why_void);
  }
  if (!options.audit.directory.empty() && promise.auditor == nullptr) {
    command::say(
        "tango-server: warning: {}, version {}, is not audited: it has no certificate that stands; "
        "tango calibrate makes one\n",
        name, version);
  }
  return promise;
}

std::shared_ptr<const cascade::Cascade> load_cascade(const Options& options,
                                                     const std::filesystem::path& directory,
                                                     bool is_model) {
  cascade::LoadOptions load;
  load.thresholds = command::parse_thresholds(options.thresholds, "--threshold");
  load.long_text = cascade::parse_long_text(options.long_text);
  if (options.precision != "auto") load.precision = cascade::parse_precision(options.precision);
  auto cascade = std::make_shared<const cascade::Cascade>(
      is_model ? cascade::Cascade::load_model(directory, load)
               : cascade::Cascade::load(directory, load));
  for (const std::string& sentence : cascade::where_texts_go(*cascade)) {
    command::say("tango-server: {}\n", sentence);
  }
  return cascade;
}

void check_ports(const Options& options) {
  struct Port {
    SettingName setting;
    int number;
  };
  const Port ports[] = {
      {"port", options.port}, {"admin_port", options.admin_port}, {"grpc_port", options.grpc_port}};
  for (const Port& one : ports) {
    for (const Port& other : ports) {
      if (one.setting == other.setting || one.number != other.number || one.number <= 0) continue;
      throw Error(
          ErrorCode::kUsage,
          fmt::format("two listeners can't have port {}: give each one of its own", one.number),
          {one.setting, other.setting});
    }
  }
}

void check_models(const Options& options) {
  if (options.cascade.empty() && options.model.empty() && options.models.empty()) {
    throw Error(ErrorCode::kUsage,
                "no model was named; give its directory with --cascade or --model, or one of many "
                "with --models");
  }
}

}  // namespace

void add_options(CLI::App& command, Options& options) {
  add_model_options(command, options);
  add_network_options(command, options);
  add_security_options(command, options);
  add_load_options(command, options);
  add_audit_options(command, options);
}

void finish(Options& options, LineWriter& lines) {
  check_models(options);
  check_ports(options);
  options.audit.warn = [](const std::string& sentence) {
    command::say("tango-server: warning: {}\n", sentence);
  };
  options.audits = std::make_shared<AuditKeeper>(options.audit);
  ApplicationOptions& application = options.application;
  application.failed_audit_saves = [audits = options.audits] { return audits->failed_saves(); };
  application.http.port = static_cast<std::uint16_t>(options.port);
  application.http.limits.body_bytes = static_cast<std::size_t>(options.max_body_kib) << 10U;
  application.admission.tokens = static_cast<std::size_t>(options.max_tokens);
  application.service.max_texts = static_cast<std::size_t>(options.max_texts);
  application.service.on_nice_refused = [](const std::error_code& why) {
    command::say(
        "tango-server: warning: workers can't give way to the threads that read requests: nice(2): "
        "{}; answers come later under load. Allow setpriority in the filter of system calls\n",
        why.message());
  };
  application.log = make_log(options.log, lines);
  application.dropped_log_lines = [&lines] { return lines.dropped(); };
  if (options.grpc_port >= 0) {
    application.grpc = application.http;
    application.grpc->port = static_cast<std::uint16_t>(options.grpc_port);
  }
  if (options.models.empty()) return;
  application.models = options.models;
  application.load = [options](const FoundModel& found) {
    auto cascade = load_cascade(options, found.directory, false);
    WatchedPromise promise =
        promise_of(options, found.directory, *cascade, found.name, found.version);
    return make_served_model(found.name, found.version, std::move(cascade), std::move(promise));
  };
  application.tell = [](const std::string& sentence) {
    command::say("tango-server: {}\n", sentence);
  };
  if (options.admin_port < 0) return;
  application.admin = application.http;
  application.admin->address = "127.0.0.1";
  application.admin->port = static_cast<std::uint16_t>(options.admin_port);
}

std::shared_ptr<const ServedModel> load_model(const Options& options) {
  const bool is_model = options.cascade.empty();
  const std::filesystem::path directory =
      checkpoint::stored_or_itself(is_model ? options.model : options.cascade);
  std::string name = options.name.empty()
                         ? std::filesystem::weakly_canonical(directory).filename().string()
                         : options.name;
  base::repair_utf8(name);  // answers and metrics are UTF-8
  auto cascade = load_cascade(options, directory, is_model);
  WatchedPromise promise;
  if (!is_model) promise = promise_of(options, directory, *cascade, name, 1);
  return make_served_model(name, 1, std::move(cascade), std::move(promise));
}

}  // namespace tango::serve
