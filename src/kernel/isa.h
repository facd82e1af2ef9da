// Which instruction set the kernels run on, and how to hold them to a lower one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tango::kernel {

/// Holds every kernel to TANGO_ISA (base/isa.h). Call before the first kernel; later calls do
/// nothing. Thread-safe. Throws what base::forced_isa throws.
void initialize_isa();

/// Whether products use AVX512_VNNI and AVX512_BF16: yes where the CPU has them, unless TANGO_ISA
/// names an instruction set (TANGO_ISA=avx512 means AVX-512 without them).
[[nodiscard]] bool has_int8_dot();
[[nodiscard]] bool has_bfloat16_dot();

/// What Highway's kernels run on: "avx512", "avx2", "sse4" or "sse2".
[[nodiscard]] std::string_view vector_isa();

struct IsaReport {
  std::string vectors;  ///< vector_isa().
  /// What the products of each precision run on, for example "int8 avx512_vnni".
  std::vector<std::string> products;
};

/// What runs on this CPU under TANGO_ISA.
[[nodiscard]] IsaReport isa_report();

}  // namespace tango::kernel
