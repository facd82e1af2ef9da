#include "train/network/pass.h"

#include <gtest/gtest.h>

namespace tango::train {
namespace {

TEST(Dropout, KeepsTheMeanAndDropsTheShareItShould) {
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    Pass pass(1, 2);
    const at::Tensor values = at::ones({1000, 100}, type);
    const at::Tensor kept = pass.dropout(values, 0.1);
    EXPECT_EQ(kept.scalar_type(), type);
    EXPECT_NEAR((kept == 0).to(at::kFloat).mean().item<double>(), 0.1, 0.005);
    EXPECT_NEAR(kept.to(at::kFloat).mean().item<double>(), 1, 0.01);
  }
}

TEST(Dropout, IsAFunctionOfSeedStepAndPlace) {
  const at::Tensor values = at::ones({64});
  const auto mask = [&](std::uint64_t seed, std::uint64_t step, int place) {
    Pass pass(seed, step);
    at::Tensor found;
    for (int i = 0; i <= place; ++i) found = pass.dropout(values, 0.5);
    return found;
  };
  EXPECT_TRUE(mask(1, 2, 3).equal(mask(1, 2, 3)));
  EXPECT_FALSE(mask(1, 2, 3).equal(mask(2, 2, 3)));
  EXPECT_FALSE(mask(1, 2, 3).equal(mask(1, 3, 3)));
  EXPECT_FALSE(mask(1, 2, 3).equal(mask(1, 2, 2)));
}

TEST(Dropout, IsOffInEvaluation) {
  Pass pass;
  const at::Tensor values = at::ones({8});
  EXPECT_TRUE(pass.dropout(values, 0.5).equal(values));
}

}  // namespace
}  // namespace tango::train
