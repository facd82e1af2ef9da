#include "train/command/program.h"

#include <string>

#include <CLI/CLI.hpp>

#include <tango/version.h>

#include "command/program.h"
#include "train/command/commands.h"

namespace tango::train {

int run(int argc, char** argv) {
  CLI::App program("Trains the tiers of a cascade. This is the part of tango that needs libtorch.",
                   "tango-train");
  program.set_version_flag("--version", std::string("tango-train ") + version());
  program.require_subcommand(1);
  command::Command chosen;
  add_train(program, chosen);
  add_distill(program, chosen);
  add_exits(program, chosen);
  add_language_model(program, chosen);
  return command::run_program(program, chosen, argc, argv);
}

}  // namespace tango::train
