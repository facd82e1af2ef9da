#include "base/isa.h"

#include <array>
#include <cstdlib>
#include <string>

#include <tango/error.h>

namespace tango::base {
namespace {

struct NamedIsa {
  Isa isa;
  std::string_view name;
};
constexpr std::array<NamedIsa, 3> kNames{
    {{Isa::kSse4, "sse4"}, {Isa::kAvx2, "avx2"}, {Isa::kAvx512, "avx512"}}};

bool cpu_has(Isa isa) {
  switch (isa) {
    case Isa::kSse4:
      return __builtin_cpu_supports("sse4.1") != 0;
    case Isa::kAvx2:
      return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    case Isa::kAvx512:
      return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
             __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512dq") != 0;
  }
  return false;
}

}  // namespace

std::string_view to_string(Isa isa) { return kNames.at(static_cast<std::size_t>(isa)).name; }

std::optional<Isa> forced_isa() {
  const char* value = std::getenv("TANGO_ISA");
  if (value == nullptr || *value == '\0' || std::string_view(value) == "auto") return std::nullopt;
  for (const NamedIsa& named : kNames) {
    if (named.name != value) continue;
    if (!cpu_has(named.isa)) {
      throw Error(ErrorCode::kUnsupported,
                  "TANGO_ISA=" + std::string(value) + ": this CPU does not have it");
    }
    return named.isa;
  }
  throw Error(ErrorCode::kUsage, "TANGO_ISA=" + std::string(value) +
                                     ": not an instruction set; use auto, sse4, avx2 or avx512");
}

}  // namespace tango::base
