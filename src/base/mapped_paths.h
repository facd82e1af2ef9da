// Which file lies where in memory, for a handler of SIGBUS.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace tango::base {

/// Thread-safe. No more than 128 at a time are remembered.
void remember_mapping(std::span<const std::byte> bytes, const std::string& path);
/// Before it is unmapped.
void forget_mapping(const std::byte* begin) noexcept;

/// The path of the file that is mapped at `address`; nullptr where none is known.
/// Async-signal-safe.
[[nodiscard]] const char* mapped_path_at(const void* address) noexcept;

}  // namespace tango::base
