#include "train/optimize/loss.h"

#include <cmath>

#include <gtest/gtest.h>

#include "train/finite_differences_test.h"
#include "train/network/parameters.h"

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

at::Tensor loss_numbers(at::IntArrayRef shape, const std::string& name) {
  return uniform_tensor(shape, 2, 5, name).to(at::kDouble).set_requires_grad(true);
}

TEST(Losses, GradientsAreTheFiniteDifferences) {
  const at::Tensor logits = loss_numbers({3, 4}, "logits");
  const at::Tensor teacher = loss_numbers({3, 4}, "teacher").detach();
  const auto expect = [&](const std::function<at::Tensor()>& loss) {
    expect_finite_differences(loss, {logits});
    logits.mutable_grad().reset();
  };
  using checkpoint::ProblemType;
  expect([&] { return logits_loss(logits, teacher); });
  expect([&] { return soft_loss(logits, teacher, 1); });
  expect([&] { return soft_loss(logits, teacher, 3); });
  expect([&] {
    return task_loss(ProblemType::kSingleLabelClassification, logits,
                     at::tensor({2, 0, 3}, at::kLong));
  });
  expect(
      [&] { return task_loss(ProblemType::kMultiLabelClassification, logits, teacher.sigmoid()); });
  expect([&] { return task_loss(ProblemType::kRegression, logits, teacher); });
}

TEST(Losses, GradientsOfSpansAreTheFiniteDifferences) {
  const at::Tensor logits = loss_numbers({2, 5, 2}, "spans");
  const at::Tensor targets = at::tensor({1, 3, 0, 0}, at::kLong).view({2, 2});
  expect_finite_differences([&] { return span_loss(logits, targets); }, {logits});
  logits.mutable_grad().reset();
  const at::Tensor teacher = loss_numbers({2, 5, 2}, "teacher")
                                 .detach()
                                 .masked_fill(at::arange(5).view({1, 5, 1}) == 2, kNone);
  expect_finite_differences([&] { return soft_span_loss(logits, teacher, 2); }, {logits});
}

}  // namespace
}  // namespace tango::train
