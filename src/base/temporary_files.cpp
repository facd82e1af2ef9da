#include "base/temporary_files.h"

#include <array>
#include <atomic>
#include <climits>
#include <cstring>

#include <unistd.h>

namespace tango::base {
namespace {

/// The temporaries that exist now, where a signal handler can read them.
struct Slot {
  std::atomic<bool> taken{false};
  std::atomic<bool> ready{false};
  std::array<char, PATH_MAX> path{};
};
std::array<Slot, 16> open_temporaries;

}  // namespace

void remember_temporary_file(const std::string& path) {
  if (path.size() >= PATH_MAX) return;
  for (Slot& slot : open_temporaries) {
    if (slot.taken.exchange(true)) continue;
    std::memcpy(slot.path.data(), path.c_str(), path.size() + 1);
    slot.ready = true;
    return;
  }
}

void forget_temporary_file(const std::string& path) {
  for (Slot& slot : open_temporaries) {
    if (!slot.ready || path != slot.path.data()) continue;
    slot.ready = false;
    slot.taken = false;
    return;
  }
}

void remove_temporary_files() noexcept {
  for (const Slot& slot : open_temporaries) {
    if (slot.ready) unlink(slot.path.data());
  }
}

}  // namespace tango::base
