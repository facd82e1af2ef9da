// tango inspect: describes a model or cascade directory, and checks its logits against recorded
// ones.
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cascade/description.h"
#include "cli/commands.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "cli/verify.h"
#include "command/exit_status.h"

namespace tango::cli {
namespace {

struct InspectOptions {
  std::string directory;
  VerifyOptions verify;
  bool json = false;
};

int inspect(InspectOptions options) {
  const bool is_cascade = cascade::is_cascade_directory(options.directory);
  base::OrderedJson description = is_cascade ? cascade::describe_cascade(options.directory)
                                             : cascade::describe_model(options.directory);
  int status = command::kSuccess;
  if (!options.verify.recorded.empty()) {
    auto& directory = is_cascade ? options.verify.model.cascade : options.verify.model.model;
    directory = options.directory;
    const Verification verification = verify(options.verify);
    description["verify"] = verification.to_json();
    if (!verification.holds()) status = command::kAnswerIsNo;
  }
  write_whole("-", options.json ? description.dump(2) + "\n" : cascade::readable(description));
  return status;
}

}  // namespace

void add_inspect(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<InspectOptions>();
  // The directory is a positional argument, so it has no environment variable.
  CLI::App& command = *program.add_subcommand(
      "inspect",
      "Describe a model or cascade; with --verify, compare its logits with recorded ones.");
  command.add_option("DIR", options->directory, "Directory of a model or a cascade.")->required();
  command.add_flag("--json", options->json, "Print the description as JSON.");
  command
      .add_option(
          "--verify", options->verify.recorded,
          "JSON Lines {\"id\": 0, \"logits\": [...]} to compare with; the exit status is 1 if "
          "a logit differs by more than --tolerance.")
      ->type_name("FILE");
  command
      .add_option(
          "--texts", options->verify.texts.path,
          "File of the texts that the logits belong to, in the order of their ids. By default "
          "each line of the --verify file has its own \"text\".")
      ->type_name("FILE");
  command
      .add_option("--tolerance", options->verify.tolerance,
                  "Largest difference allowed between two logits.")
      ->type_name("X")
      ->check(CLI::Range(0.0, 1e9))
      ->capture_default_str();
  command
      .add_option("--tier", options->verify.model.tier,
                  "Tier of the cascade whose logits are compared.")
      ->type_name("K")
      ->check(CLI::Range(1, 1000));
  add_input_options(command, options->verify.texts);
  add_run_options(command, options->verify.model);
  command.footer(
      "Example:\n"
      "  tango inspect models/sst2-minilm --verify logits_test.jsonl --texts test.tsv\n");
  command.callback([options, &chosen] { chosen = [options] { return inspect(*options); }; });
}

}  // namespace tango::cli
