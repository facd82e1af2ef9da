// Lists of numbers in flags.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tango::command {

/// "0.9,0.8" → {0.9, 0.8}, each in 0 … 1; "" → {}. Throws kUsage that names `flag`.
[[nodiscard]] std::vector<float> parse_thresholds(std::string_view list, std::string_view flag);

/// The shape of a batch: "32,64" → 32 texts of 64 tokens each, both at least 1, and 16,777,216
/// tokens in all at most. Throws kUsage that names `flag`.
[[nodiscard]] std::pair<int, int> parse_shape(std::string_view shape, std::string_view flag);

/// "0:32:06", hours, minutes and seconds.
[[nodiscard]] std::string clock_time(double seconds);

/// "12,345"
[[nodiscard]] std::string grouped(std::int64_t number);

}  // namespace tango::command
