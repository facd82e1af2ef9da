// What is wrong with a program's arguments, in words.
#pragma once

#include <string>

#include "command/cli11.h"

namespace tango::command {

/// What is wrong with arguments.
struct ArgumentFault {
  std::string flag;  ///< "--epoch", the one that it is about; empty when it is about none.
  std::string message;
};

/// A parser's error in plain words, with the nearest flag that there is. `verb` is what was parsed.
[[nodiscard]] ArgumentFault fault_of(const CLI::App& verb, const CLI::ParseError& error);

}  // namespace tango::command
