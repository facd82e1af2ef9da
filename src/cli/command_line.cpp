#include "cli/command_line.h"

#include <string>

#include <CLI/CLI.hpp>

#include <tango/version.h>

#include "cli/commands.h"
#include "command/program.h"
#include "kernel/isa.h"

namespace tango::cli {

void add_commands(CLI::App& program, Command& chosen) {
  program.require_subcommand(1);
  add_classify(program, chosen);
  add_evaluate(program, chosen);
  add_calibrate(program, chosen);
  add_report(program, chosen);
  add_inspect(program, chosen);
  add_label(program, chosen);
  add_train(program, chosen);
  add_exits(program, chosen);
  add_language_model(program, chosen);
  add_distill(program, chosen);
  add_lengths(program, chosen);
  add_export(program, chosen);
  add_pack(program, chosen);
  add_unpack(program, chosen);
  add_augment(program, chosen);
  add_build(program, chosen);
  add_serve(program, chosen);
  add_bench(program, chosen);
  add_plan(program, chosen);
  add_try(program, chosen);
}

int run(int argc, char** argv) {
  CLI::App program(
      "Cascades of text classifiers on CPUs: a small model answers the texts it is sure of, a "
      "larger model answers the rest.",
      "tango");
  program.set_version_flag("--version", std::string("tango ") + version());
  program.footer(
      "tango COMMAND --help describes a command. Every flag of a command can also be given as an\n"
      "environment variable: --batch-tokens as TANGO_BATCH_TOKENS.\n\n"
      "Exit status: 0 on success; 1 if the answer is no (inspect --verify,\n"
      "calibrate --check, try --logits); 2 for wrong usage;\n"
      "3 if something is not found; 4 for invalid input; 5 for an invalid model; 6 for what is "
      "not\n"
      "supported; 7 if a read or write failed; 8 after a deadline; 9 if cancelled; 10 if too much "
      "is\n"
      "asked at once; 11 if stopped; 70 for an internal error; 130, 141 or 143 after Ctrl-C, a "
      "closed\n"
      "output pipe or SIGTERM.");
  Command chosen;
  add_commands(program, chosen);
  const auto with_isa = [&chosen] {
    kernel::initialize_isa();
    return chosen();
  };
  return command::run_program(program, with_isa, argc, argv);
}

}  // namespace tango::cli
