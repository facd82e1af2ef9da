#include "kernel/isa.h"

#include <algorithm>
#include <optional>

#include <gtest/gtest.h>

#include "base/isa.h"
#include "kernel/matmul/matmul.h"

namespace tango::kernel {
namespace {

/// Every test of this program runs on the instruction set that TANGO_ISA names.
class IsaEnvironment : public testing::Environment {
 public:
  void SetUp() override { initialize_isa(); }
};

const testing::Environment* const environment =
    testing::AddGlobalTestEnvironment(new IsaEnvironment);

TEST(Isa, ForcingIsObeyed) {
  const std::optional<base::Isa> forced = base::forced_isa();
  if (!forced) GTEST_SKIP() << "TANGO_ISA is not set";
  const IsaReport report = isa_report();
  switch (*forced) {
    case base::Isa::kSse4:
      EXPECT_EQ(report.highway, "SSE4");
      EXPECT_EQ(report.onednn, "sse41");
      break;
    case base::Isa::kAvx2:
      EXPECT_EQ(report.highway, "AVX2");
      EXPECT_EQ(report.onednn, "avx2");
      break;
    case base::Isa::kAvx512:
      EXPECT_EQ(report.highway, "AVX3");
      EXPECT_EQ(report.onednn, "avx512_core");
      break;
  }
}

TEST(Isa, TheBestIsUsedUnlessForced) {
  if (base::forced_isa()) GTEST_SKIP() << "TANGO_ISA is set";
  const IsaReport report = isa_report();
  if (__builtin_cpu_supports("avx512bw") != 0) {
    EXPECT_EQ(report.highway, "AVX3");
    EXPECT_EQ(report.onednn.substr(0, 11), "avx512_core");
  } else if (__builtin_cpu_supports("avx2") != 0) {
    EXPECT_EQ(report.highway, "AVX2");
    EXPECT_EQ(report.onednn, "avx2");
  }
}

TEST(Isa, ProductsRunTheForcedCode) {
  tensor::Tensor weights(tensor::Shape{32, 64});
  tensor::Tensor bias(tensor::Shape{32});
  std::fill_n(weights.data(), weights.size(), 1.0F);
  std::fill_n(bias.data(), bias.size(), 1.0F);
  const std::string implementation = Matmul(weights, bias).implementation();
  EXPECT_EQ(implementation.find("ref"), std::string::npos) << implementation;
  EXPECT_EQ(std::ranges::count(isa_report().products, implementation), 1);
  const std::optional<base::Isa> forced = base::forced_isa();
  if (forced && *forced != base::Isa::kAvx512) {
    EXPECT_EQ(implementation.find("avx512"), std::string::npos) << implementation;
  }
}

}  // namespace
}  // namespace tango::kernel
