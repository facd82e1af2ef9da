#include "train/optimize/confidence_loss.h"

#include <cmath>

#include <gtest/gtest.h>

#include "train/finite_differences_test.h"
#include "train/network/parameters.h"

namespace tango::train {
namespace {

// Probabilities 0.8 and 0.2, of two texts that answer 0 and one that answers 1.
at::Tensor three_texts() {
  const double logit = std::log(4.0);
  return at::tensor({logit, 0.0, logit, 0.0, 0.0, logit}, at::kDouble).view({3, 2});
}

TEST(GatekeeperLoss, IsCrossEntropyWhereRightAndDivergenceFromUniformWhereWrong) {
  const at::Tensor answers = at::tensor({0, 1, 1}, at::kLong);  // the second is wrong
  const double right = -std::log(0.8);
  const double wrong = 0.8 * std::log(0.8 * 2) + 0.2 * std::log(0.2 * 2);
  EXPECT_NEAR(gatekeeper_loss(three_texts(), answers, 0.3).item<double>(),
              (2 * 0.3 * right + 0.7 * wrong) / 3, 1e-12);
}

TEST(DifficultyLoss, IsWhatHardTextsAreTooSureOf) {
  const at::Tensor logits = at::tensor({2.0, 0.0, 1.0, 0.0, 0.0, 0.5}, at::kDouble).view({3, 2});
  const auto sure = [](double logit) { return 1 / (1 + std::exp(-logit)); };
  const at::Tensor is_hard = at::tensor({0, 1, 0}, at::kLong) == 1;
  const double expected =
      (std::max(0.0, sure(1) + 0.1 - sure(2)) + std::max(0.0, sure(1) + 0.1 - sure(0.5))) / 2;
  EXPECT_NEAR(difficulty_loss(logits, is_hard, 0.1).item<double>(), expected, 1e-12);
}

TEST(DifficultyLoss, IsNothingWhereAllAreEasyOrAllAreHard) {
  const at::Tensor logits = three_texts().requires_grad_(true);
  for (const bool hard : {false, true}) {
    const at::Tensor loss = difficulty_loss(logits, at::full({3}, hard, at::kBool), 0.5);
    loss.backward();
    EXPECT_EQ(loss.item<double>(), 0);
  }
}

TEST(ConfidenceLosses, GradientsAreTheFiniteDifferences) {
  const at::Tensor logits =
      uniform_tensor({4, 3}, 2, 5, "logits").to(at::kDouble).set_requires_grad(true);
  const at::Tensor answers = at::tensor({2, 0, 1, 1}, at::kLong);
  expect_finite_differences([&] { return gatekeeper_loss(logits, answers, 0.4); }, {logits});
  logits.mutable_grad().reset();
  expect_finite_differences([&] { return difficulty_loss(logits, answers == 1, 0.5); }, {logits});
}

}  // namespace
}  // namespace tango::train
