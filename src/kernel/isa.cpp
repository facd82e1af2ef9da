#include "kernel/isa.h"

#include <mutex>
#include <optional>

#include <tango/error.h>

#include "base/isa.h"
#include "kernel/matmul/matmul.h"

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

void limit(base::Isa isa) {
  hwy::DisableTargets(best_target(isa) - 1);  // better targets have lower bits
  if (!limit_matmul_isa(isa)) {
    throw Error(ErrorCode::kInternal, "TANGO_ISA=" + std::string(base::to_string(isa)) +
                                          " came too late: oneDNN has already run");
  }
}

}  // namespace

void initialize_isa() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (const std::optional<base::Isa> isa = base::forced_isa()) limit(*isa);
  });
}

IsaReport isa_report() {
  return {hwy::TargetName(HWY_DYNAMIC_DISPATCH(running_target)()), std::string(matmul_isa()),
          matmul_implementations()};
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
