// The flags of `tango serve`.
#pragma once

#include <memory>
#include <string>

#include "command/cli11.h"
#include "serve/application.h"
#include "serve/audit/keeper.h"
#include "serve/command/line_writer.h"
#include "serve/served_model.h"

namespace tango::serve {

struct Options {
  std::string cascade;
  std::string model;
  std::string models;
  std::string name;
  std::string precision = "auto";
  std::string thresholds;
  std::string long_text = "truncate";
  double drain_seconds = 30;
  std::string log = "errors";
  int port = 8080;
  int admin_port = -1;  ///< -1: no admin listener.
  int grpc_port = -1;   ///< -1: no gRPC.
  int max_body_kib = 2048;
  int max_texts = 65536;
  int max_tokens = 1 << 20;
  AuditSettings audit;
  std::shared_ptr<AuditKeeper> audits;  ///< Of all models; finish() makes it.
  ApplicationOptions application;
};

void add_options(CLI::App& command, Options& options);

/// What the flags name as a whole; `lines` gets the log. Throws kUsage where they don't fit
/// together.
void finish(Options& options, LineWriter& lines);

/// Of --cascade or --model. Throws as Cascade::load does.
[[nodiscard]] std::shared_ptr<const ServedModel> load_model(const Options& options);

}  // namespace tango::serve
