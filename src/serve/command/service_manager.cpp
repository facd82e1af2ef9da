#include "serve/command/service_manager.h"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tango::serve {

void notify_service_manager(const std::string& state) {
  const char* const given = std::getenv("NOTIFY_SOCKET");
  const std::string_view path = given == nullptr ? "" : given;
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  const bool is_abstract = path.starts_with('@');
  if ((!is_abstract && !path.starts_with('/')) || path.size() >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (is_abstract) address.sun_path[0] = '\0';
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  (void)::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&address),  // NOLINT(*-reinterpret-cast)
                 size);
  ::close(descriptor);
}

std::string reloading_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  constexpr long long kMicroseconds = 1'000'000;
  return fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                     now.tv_sec * kMicroseconds + now.tv_nsec / 1000);
}

}  // namespace tango::serve
