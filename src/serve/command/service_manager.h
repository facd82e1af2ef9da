// What systemd is told of a service of `Type=notify` (sd_notify(3)).
#pragma once

#include <string>

namespace tango::serve {

/// To the socket that NOTIFY_SOCKET names; nothing without it, or where nobody listens.
void notify_service_manager(const std::string& state);

/// "RELOADING=1", and since when, which `Type=notify-reload` wants to know.
[[nodiscard]] std::string reloading_now();

}  // namespace tango::serve
