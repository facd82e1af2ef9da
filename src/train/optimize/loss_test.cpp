#include "train/optimize/loss.h"

#include <cmath>

#include <gtest/gtest.h>

namespace tango::train {
namespace {

constexpr float kNone = -INFINITY;

/// [1 x tokens x 2]
at::Tensor spans(const std::vector<float>& starts, const std::vector<float>& ends) {
  const auto of = [](const std::vector<float>& values) { return at::tensor(values, at::kFloat); };
  return at::stack({of(starts), of(ends)}, -1).unsqueeze(0);
}

TEST(SoftSpanLoss, IsTheDivergenceOfStartsAndOfEnds) {
  const at::Tensor teacher = spans({1, kNone, 2, kNone}, {0, 1, kNone, kNone});
  const at::Tensor student = spans({0.5F, 1, -1, kNone}, {2, 1, 0, kNone});
  const auto divergence = [](const std::vector<double>& p, const std::vector<double>& q) {
    double p_sum = 0, q_sum = 0, sum = 0;
    for (const double one : p) p_sum += std::exp(one);
    for (const double one : q) q_sum += std::exp(one);
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double share = std::exp(p[i]) / p_sum;
      if (share > 0) sum += share * (std::log(share) - (q[i] - std::log(q_sum)));
    }
    return sum;
  };
  for (const double t : {1.0, 2.0}) {
    const double expected = t * t *
                            (divergence({1 / t, -INFINITY, 2 / t}, {0.5 / t, 1 / t, -1 / t}) +
                             divergence({0, 1 / t, -INFINITY}, {2 / t, 1 / t, 0})) /
                            2;
    EXPECT_NEAR(soft_span_loss(student, teacher, t).item<double>(), expected, 1e-6) << t;
  }
}

TEST(SoftSpanLoss, HasFiniteGradientsAndNoneWhereNothingIsToLearn) {
  const at::Tensor teacher = spans({1, kNone, 2, kNone}, {0, 1, kNone, kNone});
  at::Tensor student = at::zeros({1, 4, 2}).requires_grad_(true);
  const at::Tensor masked = student.masked_fill((at::arange(4) == 3).view({1, 4, 1}), -INFINITY);
  soft_span_loss(masked, teacher, 1).backward();
  EXPECT_TRUE(student.grad().isfinite().all().item<bool>());
  EXPECT_EQ(student.grad()[0][3].abs().sum().item<float>(), 0);
  at::Tensor same = teacher.masked_fill(teacher.isinf(), -30).requires_grad_(true);
  soft_span_loss(same, teacher, 1).backward();
  EXPECT_LT(same.grad().abs().max().item<float>(), 1e-6);
}

TEST(SoftLoss, GradientsAreThoseOfDifferences) {
  const at::Tensor teacher = at::tensor({0.3, -1.0, 2.0, 0.1, 0.2, -0.3}, at::kDouble).view({2, 3});
  for (const double temperature : {1.0, 3.0}) {
    at::Tensor student =
        at::tensor({1.0, 0.5, -0.7, 0.0, 2.0, 1.0}, at::kDouble).view({2, 3}).requires_grad_(true);
    soft_loss(student, teacher, temperature).backward();
    const at::NoGradGuard no_gradient;
    constexpr double kStep = 1e-5;
    for (std::int64_t i = 0; i < 6; ++i) {
      at::Tensor moved = student.detach().clone();
      auto* value = moved.data_ptr<double>() + i;
      *value += kStep;
      const double above = soft_loss(moved, teacher, temperature).item<double>();
      *value -= 2 * kStep;
      const double below = soft_loss(moved, teacher, temperature).item<double>();
      EXPECT_NEAR(student.grad().flatten()[i].item<double>(), (above - below) / (2 * kStep), 1e-8);
    }
  }
}

}  // namespace
}  // namespace tango::train
