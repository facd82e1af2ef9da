// tango inspect: describes a model or cascade directory, and checks its logits against recorded
// ones.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <tango/error.h>

#include "base/file_status.h"
#include "cascade/description.h"
#include "certify/standing.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "command/exit_status.h"
#include "command/limits.h"
#include "evaluate/verification.h"

namespace tango::cli {
namespace {

struct InspectOptions {
  std::string directory;
  ModelOptions model;
  InputOptions texts;
  evaluate::VerificationOptions verification;
  bool json = false;
};

evaluate::Verification verify(InspectOptions options, bool is_cascade) {
  ModelOptions& model = options.model;
  (is_cascade ? model.cascade : model.model) = options.directory;
  if (model.precision == "auto") model.precision = "fp32";  // what recorded logits are of
  const cascade::Cascade cascade = load_cascade(model, {}, false, CertificateWarning::kNone);
  evaluate::VerificationOptions& verification = options.verification;
  verification.tier = pinned_tier(model, cascade);
  if (options.texts.path != "-") verification.texts = options.texts.path;
  verification.reading = record_reader_options(options.texts);
  verification.pipeline = pipeline_options(model, cascade);
  return evaluate::verify_logits(cascade, verification);
}

/// Returns its picture.
std::string add_certificate(const std::string& directory, base::OrderedJson& description) {
  const auto why = certify::why_void(directory, nullptr);
  if (why) {
    description["certificate"] = "void: " + *why + "; nothing is promised.";
  } else if (const auto certificate = certify::read_certificate(directory)) {
    description["certificate"] = certify::in_two_sentences(*certificate);
    return certify::picture_of(certificate->evidence);
  }
  return "";
}

void require_something(const std::filesystem::path& directory) {
  for (const char* file : {"cascade.json", "config.json", "adapter_config.json"}) {
    if (base::exists(directory / file)) return;
  }
  if (!base::is_directory(directory)) return;  // open_checkpoint says what it is
  throw Error(ErrorCode::kNotFound,
              directory.string() +
                  ": neither a model nor a cascade: looked for config.json and adapter_config.json "
                  "(a model) and cascade.json (a cascade)");
}

int inspect(const InspectOptions& options) {
  require_something(options.directory);
  const bool is_cascade = cascade::is_cascade_directory(options.directory);
  base::OrderedJson description = is_cascade ? cascade::describe_cascade(options.directory)
                                             : cascade::describe_model(options.directory);
  const std::string picture =
      is_cascade ? add_certificate(options.directory, description) : std::string();
  int status = command::kSuccess;
  if (!options.verification.recorded.empty()) {
    const evaluate::Verification verification = verify(options, is_cascade);
    description["verify"] = verification.to_json();
    if (!verification.holds()) status = command::kAnswerIsNo;
  }
  write_whole("-",
              options.json ? description.dump(2) + "\n" : cascade::readable(description) + picture);
  return status;
}

}  // namespace

void add_inspect(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<InspectOptions>();
  // The directory is a positional argument, so it has no environment variable.
  CLI::App& command = *program.add_subcommand(
      "inspect",
      "Describe a model or cascade; with --verify, compare its logits with recorded ones.");
  command
      .add_option("DIR", options->directory,
                  "Model or cascade: a directory, or a name in the model store.")
      ->required()
      ->transform(stored_directory());
  command.add_flag("--json", options->json, "Print the description as JSON.");
  CLI::Option* verify = command.add_option(
      "--verify", options->verification.recorded,
      "JSON Lines {\"id\": 0, \"logits\": [...]} to compare with; the exit status is 1 if "
      "a logit differs by more than --tolerance.");
  verify->type_name("FILE");
  const std::size_t num_own = command.get_options().size();
  command
      .add_option(
          "--texts", options->texts.path,
          "File of the texts that the logits belong to, in the order of their ids. By default "
          "each line of the --verify file has its own \"text\".")
      ->type_name("FILE");
  command
      .add_option("--tolerance", options->verification.tolerance,
                  "Largest difference allowed between two logits.")
      ->type_name("X")
      ->check(command::in_range(0.0, 1e9))
      ->capture_default_str();
  command
      .add_option("--tier", options->model.tier, "Tier of the cascade whose logits are compared.")
      ->type_name("K")
      ->check(command::in_range(1, 1000));
  add_input_options(command, options->texts);
  add_run_options(command, options->model);
  const std::vector<CLI::Option*> all = command.get_options();
  for (std::size_t i = num_own; i < all.size(); ++i) all[i]->needs(verify);
  command.footer(
      "Example:\n"
      "  tango inspect models/sst2/minilm --verify logits_test.jsonl --texts test.tsv\n");
  command.callback([options, &chosen] { chosen = [options] { return inspect(*options); }; });
}

}  // namespace tango::cli
