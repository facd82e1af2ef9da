#include "base/mapped_paths.h"

#include <array>
#include <atomic>
#include <climits>
#include <cstdint>
#include <cstring>

namespace tango::base {
namespace {

/// A mapping that exists now, where a signal handler can read it.
struct Mapping {
  std::atomic<bool> taken{false};
  std::atomic<std::uintptr_t> begin{0};  ///< 0 until the rest is there.
  std::atomic<std::uintptr_t> end{0};
  std::array<char, PATH_MAX> path{};
};
std::array<Mapping, 128> mappings;

static_assert(std::atomic<std::uintptr_t>::is_always_lock_free);

std::uintptr_t number_of(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

}  // namespace

void remember_mapping(std::span<const std::byte> bytes, const std::string& path) {
  if (path.size() >= PATH_MAX) return;
  for (Mapping& one : mappings) {
    if (one.taken.exchange(true)) continue;
    std::memcpy(one.path.data(), path.c_str(), path.size() + 1);
    one.end = number_of(bytes.data()) + bytes.size();
    one.begin = number_of(bytes.data());
    return;
  }
}

void forget_mapping(const std::byte* begin) noexcept {
  for (Mapping& one : mappings) {
    if (one.begin != number_of(begin)) continue;
    one.begin = 0;
    one.taken = false;
    return;
  }
}

const char* mapped_path_at(const void* address) noexcept {
  const std::uintptr_t number = number_of(address);
  for (const Mapping& one : mappings) {
    const std::uintptr_t begin = one.begin;
    if (begin != 0 && begin <= number && number < one.end) return one.path.data();
  }
  return nullptr;
}

}  // namespace tango::base
