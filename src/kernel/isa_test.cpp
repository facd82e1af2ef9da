#include "kernel/isa.h"

#include <optional>

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

}  // namespace
}  // namespace tango::kernel
