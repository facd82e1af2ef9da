#include "serve/command/options.h"

#include <filesystem>

#include <CLI/CLI.hpp>

#include <tango/error.h>

#include "cascade/cascade_config.h"
#include "command/limits.h"
#include "command/numbers.h"

namespace tango::serve {
namespace {

void add_model_options(CLI::App& command, Options& options) {
  command
      .add_option("--cascade", options.cascade,
                  "Directory of a cascade, which holds a cascade.json.")
      ->type_name("DIR");
  command
      .add_option("--model", options.model,
                  "Directory of one model in the Hugging Face layout, served as it is.")
      ->type_name("DIR");
  command
      .add_option("--name", options.name,
                  "Name that clients know the model by. By default it is the directory's.")
      ->type_name("NAME");
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
      .add_option("--max-connections", http.limits.connections,
                  "Maximum number of connections; more wait until one ends.")
      ->type_name("N")
      ->check(command::in_range(1, 1 << 20))
      ->capture_default_str();
  command
      .add_option("--max-body-kib", options.max_body_kib,
                  "Maximum size of a request's body in KiB; a larger one is refused with 413.")
      ->type_name("N")
      ->check(command::in_range(1, 1 << 20))
      ->capture_default_str();
}

void add_load_options(CLI::App& command, Options& options) {
  ApplicationOptions& application = options.application;
  command
      .add_option("--workers", application.service.workers,
                  "Number of worker threads; 0 means one per usable CPU.")
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
                  "none. Texts are never logged.")
      ->type_name("WHICH")
      ->check(command::one_of({"all", "errors", "none"}))
      ->capture_default_str();
}

}  // namespace

void add_options(CLI::App& command, Options& options) {
  add_model_options(command, options);
  add_network_options(command, options);
  add_load_options(command, options);
}

std::shared_ptr<const ServedModel> load_model(const Options& options) {
  if (options.cascade.empty() == options.model.empty()) {
    throw Error(ErrorCode::kUsage,
                options.model.empty()
                    ? "no model was named; give its directory with --cascade or --model"
                    : "--cascade and --model exclude each other; give one");
  }
  cascade::LoadOptions load;
  load.thresholds = command::parse_thresholds(options.thresholds, "--threshold");
  load.long_text = cascade::parse_long_text(options.long_text);
  if (options.precision != "auto") load.precision = cascade::parse_precision(options.precision);
  const std::filesystem::path directory = options.cascade.empty() ? options.model : options.cascade;
  auto cascade = std::make_shared<const cascade::Cascade>(
      options.cascade.empty() ? cascade::Cascade::load_model(directory, load)
                              : cascade::Cascade::load(directory, load));
  const std::string name = options.name.empty()
                               ? std::filesystem::weakly_canonical(directory).filename().string()
                               : options.name;
  return make_served_model(name, "1", std::move(cascade));
}

}  // namespace tango::serve
