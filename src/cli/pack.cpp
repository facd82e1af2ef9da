// tango pack, tango unpack: a cascade as one file, and back.
#include "pack/pack.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/model_options.h"
#include "command/exit_status.h"
#include "command/say.h"
#include "pack/unpack.h"

namespace tango::cli {
namespace {

struct PackCommandOptions {
  std::string source, output;
  bool without_teacher = false, without_bases = false, quiet = false;
};

constexpr double kBytesInMegabyte = 1e6;

int run_pack(const PackCommandOptions& options) {
  const pack::Packed packed =
      pack::pack(options.source, options.output,
                 {.with_teacher = !options.without_teacher, .with_bases = !options.without_bases});
  if (!options.quiet) {
    command::say("{}: {} files, {:.1f} MB; tango unpack makes a cascade directory of it\n",
                 options.output, packed.files,
                 static_cast<double>(packed.bytes) / kBytesInMegabyte);
  }
  return command::kSuccess;
}

int run_unpack(const PackCommandOptions& options) {
  const pack::Unpacked unpacked = pack::unpack(options.source, options.output);
  for (const std::string& remark : unpacked.remarks) command::say("warning: {}\n", remark);
  if (!options.quiet) {
    command::say("{}: a cascade of {} tiers, {:.1f} MB\n", options.output, unpacked.tiers,
                 static_cast<double>(unpacked.bytes) / kBytesInMegabyte);
  }
  return command::kSuccess;
}

}  // namespace

void add_pack(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<PackCommandOptions>();
  CLI::App& command = *program.add_subcommand(
      "pack",
      "Write a cascade with its models, their base models and its certificate as one file, which "
      "tango unpack and tar read. The same cascade gives the same bytes.");
  command.add_option("DIR", options->source, "Cascade: a directory, or a name in the model store.")
      ->required()
      ->transform(stored_directory());
  command
      .add_option("--output", options->output, "Tar file to write; it replaces one of that name.")
      ->type_name("FILE")
      ->required();
  command.add_flag("--without-teacher", options->without_teacher,
                   "Leave the last tier's model out: its name and hash are written, and who "
                   "unpacks the file has it.");
  command.add_flag("--without-bases", options->without_bases,
                   "Leave the base models of adapters out: the model store of who unpacks the file "
                   "has them.");
  command.add_flag("--quiet", options->quiet, "Do not say what was written.");
  command.footer("Example:\n  tango pack models/sst2 --output sst2.tar\n");
  command.callback([options, &chosen] { chosen = [options] { return run_pack(*options); }; });
}

void add_unpack(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<PackCommandOptions>();
  CLI::App& command = *program.add_subcommand(
      "unpack",
      "Make a cascade directory of a file that tango pack has written. All of it is checked before "
      "anything is made.");
  command.add_option("FILE", options->source, "File of tango pack.")->required();
  command.add_option("--output", options->output, "Cascade directory to make. It must not exist.")
      ->type_name("DIR")
      ->required();
  command.add_flag("--quiet", options->quiet, "Do not say what was made.");
  command.footer("Example:\n  tango unpack sst2.tar --output sst2\n");
  command.callback([options, &chosen] { chosen = [options] { return run_unpack(*options); }; });
}

}  // namespace tango::cli
