// tango inspect: what a model or cascade directory holds, and whether it computes what was
// recorded.
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
  // The directory is the positional argument, not a variable of the environment.
  CLI::App& command = *program.add_subcommand(
      "inspect", "What a model or cascade is; --verify compares its logits with recorded ones");
  command.add_option("DIR", options->directory, "Model or cascade directory")->required();
  command.add_flag("--json", options->json, "As JSON");
  command
      .add_option("--verify", options->verify.recorded,
                  "JSON Lines {\"id\": 0, \"logits\": [...]} to compare with; status 1 if they "
                  "differ by more than --tolerance")
      ->type_name("FILE");
  command
      .add_option("--texts", options->verify.texts.path,
                  "The texts that the logits are of, by id; default: the \"text\" of each line of "
                  "the --verify file")
      ->type_name("FILE");
  command.add_option("--tolerance", options->verify.tolerance, "Largest difference of a logit")
      ->type_name("X")
      ->check(CLI::Range(0.0, 1e9))
      ->capture_default_str();
  command.add_option("--tier", options->verify.model.tier, "The tier of a cascade to verify")
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
