#include "command/say.h"

#include <cstdio>

namespace tango::command {

void say_text(std::string_view text) noexcept {
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
  (void)std::fflush(stderr);
}

}  // namespace tango::command
