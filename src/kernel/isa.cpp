#include "kernel/isa.h"

#include <mutex>
#include <optional>

#include "base/isa.h"
#include "kernel/matmul/matmul.h"
#include "kernel/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/isa.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

std::int64_t running_target() { return HWY_TARGET; }

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {
namespace {

HWY_EXPORT(running_target);

std::int64_t best_target(base::Isa isa) {
  switch (isa) {
    case base::Isa::kSse4:
      return HWY_SSE4;
    case base::Isa::kAvx2:
      return HWY_AVX2;
    case base::Isa::kAvx512:
      return HWY_AVX3;
  }
  return HWY_SSE4;
}

bool runs_all_of_avx512() {
  return !base::forced_isa() && HWY_DYNAMIC_DISPATCH(running_target)() <= HWY_AVX3;
}

}  // namespace

void initialize_isa() {
  static std::once_flag once;
  std::call_once(once, [] {
    const std::optional<base::Isa> isa = base::forced_isa();
    if (isa) hwy::DisableTargets(best_target(*isa) - 1);  // the better ones (targets.h)
  });
}

bool has_int8_dot() {
  static const bool has = runs_all_of_avx512() && __builtin_cpu_supports("avx512vnni") != 0;
  return has;
}

bool has_bfloat16_dot() {
  static const bool has = runs_all_of_avx512() && __builtin_cpu_supports("avx512bf16") != 0;
  return has;
}

std::string_view vector_isa() {
  const std::int64_t target = HWY_DYNAMIC_DISPATCH(running_target)();
  if (target <= HWY_AVX3) return "avx512";
  if (target <= HWY_AVX2) return "avx2";
  return target <= HWY_SSE4 ? "sse4" : "sse2";
}

IsaReport isa_report() {
  IsaReport report{std::string(vector_isa()), {}};
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16, Precision::kInt8}) {
    report.products.push_back(std::string(to_string(precision)) + " " +
                              std::string(matmul_implementation(precision)));
  }
  return report;
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
