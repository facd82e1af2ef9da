// Numbers in flags.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tango::cli {

/// "0.9,0.8" → {0.9, 0.8}; "" → {}. Throws kUsage that names `flag`.
[[nodiscard]] std::vector<float> parse_thresholds(std::string_view list, std::string_view flag);

struct BatchShape {
  int texts;
  int tokens;  ///< Of each text.
};

/// "32,64" → 32 texts of 64 tokens, both at least 1. Throws kUsage.
[[nodiscard]] BatchShape parse_shape(std::string_view shape);

}  // namespace tango::cli
