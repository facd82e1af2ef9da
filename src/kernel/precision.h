// The arithmetic of matrix products.
#pragma once

#include <cstdint>
#include <string_view>

namespace tango::kernel {

/// Sums are 32 bits wide in each: fp32, or int32 for int8.
enum class Precision : std::uint8_t { kFloat32, kBfloat16, kInt8 };

/// "fp32", "bf16" or "int8".
[[nodiscard]] constexpr std::string_view to_string(Precision precision) {
  switch (precision) {
    case Precision::kFloat32:
      return "fp32";
    case Precision::kBfloat16:
      return "bf16";
    case Precision::kInt8:
      return "int8";
  }
  return "";
}

}  // namespace tango::kernel
