#include "kernel/isa.h"

#include <algorithm>
#include <optional>
#include <string>

#include <cpuid.h>
#include <gtest/gtest.h>

#include "base/isa.h"

namespace tango::kernel {
namespace {

/// Every test of this program runs on the instruction set that TANGO_ISA names.
class IsaEnvironment : public testing::Environment {
 public:
  void SetUp() override { initialize_isa(); }
};

const testing::Environment* const environment =
    testing::AddGlobalTestEnvironment(new IsaEnvironment);

struct Cpuid {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

/// Whether the operating system keeps the registers of AVX-512.
bool keeps_avx512() {
  Cpuid basic;
  __get_cpuid(1, &basic.eax, &basic.ebx, &basic.ecx, &basic.edx);
  if ((basic.ecx & bit_OSXSAVE) == 0) return false;
  constexpr unsigned kRegisters = 0xE6;  // of SSE, AVX, and the three parts of AVX-512
  unsigned low = 0, high = 0;
  asm("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (low & kRegisters) == kRegisters;
}

/// Leaf 7 of CPUID, which names the parts of AVX-512; zeros where they can't be used.
Cpuid extended_features(unsigned subleaf) {
  Cpuid features;
  if (!keeps_avx512()) return features;
  __get_cpuid_count(7, subleaf, &features.eax, &features.ebx, &features.ecx, &features.edx);
  return features;
}

bool has(const IsaReport& report, const std::string& product) {
  return std::ranges::find(report.products, product) != report.products.end();
}

TEST(Isa, ForcingIsObeyedByEveryKernel) {
  const std::optional<base::Isa> forced = base::forced_isa();
  if (!forced) GTEST_SKIP() << "TANGO_ISA is not set";
  const IsaReport report = isa_report();
  EXPECT_EQ(report.vectors, base::to_string(*forced));
  ASSERT_EQ(report.products.size(), 3);
  for (const std::string& product : report.products) {
    EXPECT_EQ(product.substr(product.find(' ') + 1), base::to_string(*forced)) << product;
  }
}

TEST(Isa, TheBestIsUsedUnlessForced) {
  if (base::forced_isa()) GTEST_SKIP() << "TANGO_ISA is set";
  const bool avx512 = __builtin_cpu_supports("avx512bw") != 0;
  if (avx512) {
    EXPECT_EQ(vector_isa(), "avx512");
  } else if (__builtin_cpu_supports("avx2") != 0) {
    EXPECT_EQ(vector_isa(), "avx2");
  }
  EXPECT_EQ(has_int8_dot(), avx512 && __builtin_cpu_supports("avx512vnni") != 0);
  EXPECT_EQ(has_bfloat16_dot(), avx512 && __builtin_cpu_supports("avx512bf16") != 0);
}

// Highway's newer versions know targets above AVX-512 as it began; none may lose these products.
TEST(Isa, ProductsUseWhatTheCpuAddsToAvx512) {
  if (base::forced_isa()) GTEST_SKIP() << "TANGO_ISA is set";
  const bool vnni = (extended_features(0).ecx & bit_AVX512VNNI) != 0;
  const bool bf16 = (extended_features(1).eax & bit_AVX512BF16) != 0;
  EXPECT_EQ(has(isa_report(), "int8 avx512_vnni"), vnni);
  EXPECT_EQ(has(isa_report(), "bf16 avx512_bf16"), bf16);
}

}  // namespace
}  // namespace tango::kernel
