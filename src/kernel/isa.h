// Which instruction set the kernels run on, and how to hold them to a lower one.
#pragma once

#include <string>
#include <vector>

namespace tango::kernel {

/// Holds Highway and oneDNN to TANGO_ISA (base/isa.h). Call before the first kernel; later calls do
/// nothing. Thread-safe. Throws what base::forced_isa throws, and kInternal when oneDNN ran first.
void initialize_isa();

struct IsaReport {
  std::string highway;  ///< The target that element-wise kernels run on, for example "AVX3".
  std::string onednn;   ///< The most that products may use, for example "avx512_core_bf16".
  /// What oneDNN calls the code of the products that models made so far, for example
  /// "brg:avx512_core".
  std::vector<std::string> products;
};

/// What runs now.
[[nodiscard]] IsaReport isa_report();

}  // namespace tango::kernel
