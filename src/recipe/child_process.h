// Other runs of this program, and of those beside it.
#pragma once

#include <string>
#include <vector>

namespace tango::recipe {

/// Where the standard output of a child process goes, and what variables it gets.
struct ChildOptions {
  std::string file;             ///< Empty: to this process's own.
  std::string* text = nullptr;  ///< Else it is kept here.
  bool all_variables = false;   ///< Those of this process, in place of child_environment.
};

/// Runs `program` with `arguments` and waits for its end. It shares this process's standard streams
/// but for what `options` say, gets child_environment, and dies with this process, however that
/// ends. Is told to end when a stop is requested (command/stop.h). Returns its exit status; 128 + n
/// when signal n ended it. Throws kIo when it can't be started, kCancelled when a stop was
/// requested before.
[[nodiscard]] int run_program(const std::string& program, const std::vector<std::string>& arguments,
                              const ChildOptions& options = {});

/// The same for this very program.
[[nodiscard]] int run_self(const std::vector<std::string>& arguments,
                           const ChildOptions& options = {});

/// The variables of `environment` ("NAME=VALUE", ended by nullptr) that a child process gets: all
/// but TANGO_…, which stand for flags and would change what a stage makes without a trace in its
/// command. Of those only three stay. TANGO_MODELS says where models are, whose contents count.
/// TANGO_CACHE says where measured speeds and prepared weights are kept, which change no answer.
/// TANGO_ISA picks one of the machine's instruction sets, so that the stages compute as this
/// process does; as from one machine to another, the last bits may differ (docs/decisions/0005).
[[nodiscard]] std::vector<std::string> child_environment(const char* const* environment);

}  // namespace tango::recipe
