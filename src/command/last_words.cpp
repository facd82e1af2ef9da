#include "command/last_words.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <string>

#include <unistd.h>

#include "base/printable.h"

namespace tango::command {
namespace {

std::array<char, 4096> words{};
volatile std::sig_atomic_t num_words = 0;  // bytes

}  // namespace

void set_last_words(std::string_view text) {
  num_words = 0;
  const std::string line = base::printable(text);
  if (line.empty() || line.size() >= words.size()) return;
  std::ranges::copy(line, words.begin());
  words[line.size()] = '\n';
  num_words = static_cast<std::sig_atomic_t>(line.size() + 1);
}

void say_last_words() noexcept {
  const auto bytes = static_cast<std::size_t>(num_words);
  if (bytes > 0) (void)!write(STDERR_FILENO, words.data(), bytes);
}

}  // namespace tango::command
