#include "text/subword/decimal.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

namespace tango::text {
namespace {

constexpr int kLargestPower = 308;
constexpr int kMostExponent = 1'000'000;  // far beyond what a double holds, far from overflow

const std::array<double, kLargestPower + 1>& powers_of_ten() {
  static const auto powers = [] {
    std::array<double, kLargestPower + 1> made{};
    for (int i = 0; i <= kLargestPower; ++i) {
      made[static_cast<std::size_t>(i)] = std::strtod(("1e" + std::to_string(i)).c_str(), nullptr);
    }
    return made;
  }();
  return powers;
}

double scale(std::uint64_t digits, int exponent) {
  auto value = static_cast<double>(digits);
  while (exponent < -kLargestPower && value != 0.0) {
    value /= powers_of_ten()[kLargestPower];
    exponent += kLargestPower;
  }
  if (value == 0.0) return value;
  if (exponent > kLargestPower) return std::numeric_limits<double>::infinity();
  const double power = powers_of_ten()[static_cast<std::size_t>(std::abs(exponent))];
  return exponent >= 0 ? value * power : value / power;
}

}  // namespace

double read_decimal(std::string_view written) {
  const bool negative = written.starts_with('-');
  if (negative) written.remove_prefix(1);
  std::uint64_t digits = 0;
  int exponent = 0;
  bool behind_point = false;
  bool full = false;  // further digits no longer count
  std::size_t i = 0;
  for (; i < written.size() && written[i] != 'e' && written[i] != 'E'; ++i) {
    if (written[i] == '.') {
      behind_point = true;
      continue;
    }
    const auto digit = static_cast<std::uint64_t>(written[i] - '0');
    full = full || digits > (std::numeric_limits<std::uint64_t>::max() - digit) / 10;
    if (!full) digits = digits * 10 + digit;
    if (behind_point && !full) --exponent;
    if (!behind_point && full) ++exponent;
  }
  if (i < written.size()) {
    ++i;
    if (i < written.size() && written[i] == '+') ++i;
    int given = 0;
    const auto parsed = std::from_chars(written.data() + i, written.data() + written.size(), given);
    const bool too_large = parsed.ec != std::errc() || std::abs(given) > kMostExponent;
    if (too_large) given = written[i] == '-' ? -kMostExponent : kMostExponent;
    exponent += given;
  }
  const double value = scale(digits, exponent);
  return negative ? -value : value;
}

}  // namespace tango::text
