// Which instruction set the kernels may use: chosen once, before the first kernel runs.
#pragma once

#include <optional>
#include <string_view>

namespace tango::base {

/// Instruction sets that a kernel can be held to, slowest first.
enum class Isa { kSse4, kAvx2, kAvx512 };

[[nodiscard]] std::string_view to_string(Isa isa);

/// The upper bound that TANGO_ISA sets (sse4, avx2 or avx512); nullopt for `auto` or when it is
/// unset. Throws kUsage on any other word, and kUnsupported when this CPU lacks what was asked.
[[nodiscard]] std::optional<Isa> forced_isa();

}  // namespace tango::base
