#include "command/bus_error.h"

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>
#include <cstddef>

#include "base/mapped_paths.h"
#include "command/say.h"
#include "command/stop.h"

namespace tango::command {
namespace {

std::array<char, 64> program_that_speaks{};
std::array<char, PATH_MAX + 512> bus_error_line{};

/// Puts `text` behind what is in the line, without what would end the line.
std::size_t append_to_line(std::string_view text, std::size_t size) {
  for (const char one : text.substr(0, bus_error_line.size() - size)) {
    bus_error_line[size++] = static_cast<unsigned char>(one) < ' ' ? '?' : one;
  }
  return size;
}

void explain_bus_error(int number, siginfo_t* info, void* /*context*/) {
  const char* const path = info->si_code > 0 ? base::mapped_path_at(info->si_addr) : nullptr;
  if (path != nullptr) {
    std::size_t size = 0;
    for (const std::string_view part :
         {std::string_view(program_that_speaks.data()), std::string_view(": "),
          std::string_view(path),
          std::string_view(": it was made shorter, or can't be read any more, while it was in use; "
                           "replace a file by renaming a new one over it")}) {
      size = append_to_line(part, size);
    }
    size = std::min(size, bus_error_line.size() - 1);
    bus_error_line[size] = '\n';
    say_last({bus_error_line.data(), size + 1});
  }
  end_by_signal(number);
}

}  // namespace

void explain_bus_errors(std::string_view program) {
  std::ranges::copy(program.substr(0, program_that_speaks.size() - 1), program_that_speaks.begin());
  struct sigaction action {};
  action.sa_sigaction = explain_bus_error;
  action.sa_flags = SA_SIGINFO | SA_RESETHAND;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, nullptr);
}

}  // namespace tango::command
