// The files that are to be gone when the process is, also where a signal ends it.
#pragma once

#include <string>

namespace tango::base {

/// Thread-safe. No more than 16 at a time are remembered.
void remember_temporary_file(const std::string& path);
void forget_temporary_file(const std::string& path);

/// Removes those that are remembered. Async-signal-safe: it is for signal handlers.
void remove_temporary_files() noexcept;

}  // namespace tango::base
