#include "command/say.h"

#include <atomic>
#include <cstdio>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace tango::command {
namespace {

constexpr int kLastMilliseconds = 1000;

std::atomic<const SayTo::Listener*> current_listener = nullptr;

}  // namespace

void say_text(std::string_view text) noexcept {
  if (const SayTo::Listener* const listener = current_listener) return (*listener)(text);
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
  (void)std::fflush(stderr);
}

SayTo::SayTo(Listener listener) : listener_(std::move(listener)) { current_listener = &listener_; }
SayTo::~SayTo() { current_listener = nullptr; }

void say_last(std::string_view text) noexcept {
  pollfd room{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  if (::poll(&room, 1, kLastMilliseconds) == 1) {
    (void)!::write(STDERR_FILENO, text.data(), text.size());
  }
}

}  // namespace tango::command
