// tango serve: runs that command of tango-server, which has its flags and help.
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/become.h"
#include "cli/commands.h"

namespace tango::cli {

void add_serve(CLI::App& program, Command& chosen) {
  CLI::App& command = *program.add_subcommand("serve", "Answer texts over HTTP and gRPC.");
  command.set_help_flag();  // tango-server has its own
  command.prefix_command();
  command.callback([&command, &chosen] {
    chosen = [&command]() -> int {
      std::vector<std::string> arguments{"serve"};
      for (const std::string& one : command.remaining()) arguments.push_back(one);
      become(program_beside("tango-server", "keep it beside tango, as make build does"), arguments);
    };
  });
}

}  // namespace tango::cli
