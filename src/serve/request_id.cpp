#include "serve/request_id.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <random>

#include <fmt/format.h>

namespace tango::serve {

std::string new_request_id() {
  static const std::uint64_t start = std::uint64_t{std::random_device()()} << 32U;
  static std::atomic<std::uint64_t> next = 0;
  return fmt::format("{:016x}", start + next++);
}

std::string plain_value(std::string_view value) {
  constexpr std::size_t kLongest = 128;
  const auto is_plain = [](char letter) { return letter >= ' ' && letter <= '~'; };
  if (value.size() > kLongest || !std::ranges::all_of(value, is_plain)) return {};
  return std::string(value);
}

}  // namespace tango::serve
