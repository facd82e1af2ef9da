#include "base/isa.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::base {
namespace {

class ForcedIsa : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* value = std::getenv("TANGO_ISA")) saved_ = value;
  }
  void TearDown() override { setenv("TANGO_ISA", saved_.c_str(), 1); }

 private:
  std::string saved_;
};

TEST_F(ForcedIsa, IsNothingUnlessAsked) {
  setenv("TANGO_ISA", "auto", 1);
  EXPECT_EQ(forced_isa(), std::nullopt);
  setenv("TANGO_ISA", "", 1);
  EXPECT_EQ(forced_isa(), std::nullopt);
}

TEST_F(ForcedIsa, ReadsTheWord) {
  setenv("TANGO_ISA", "sse4", 1);
  EXPECT_EQ(forced_isa(), Isa::kSse4);
  EXPECT_EQ(to_string(Isa::kAvx512), "avx512");
}

TEST_F(ForcedIsa, RefusesAnythingElse) {
  setenv("TANGO_ISA", "mmx", 1);
  try {
    (void)forced_isa();
    FAIL() << "accepted mmx";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUsage);
    EXPECT_NE(std::string(error.what()).find("avx2"), std::string::npos);
  }
}

}  // namespace
}  // namespace tango::base
