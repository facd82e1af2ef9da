#include "train/optimize/logistic_regression.h"

#include <cmath>

#include <gtest/gtest.h>

#include "train/network/parameters.h"

namespace tango::train {
namespace {

/// Texts whose label is drawn from what a regression says of two of five features.
struct Drawn {
  DenseFeatures features;
  at::Tensor targets;
};

Drawn draw(std::int64_t texts) {
  const at::Tensor matrix = normal_tensor({texts, 5}, 1, 7, "features").to(at::kDouble);
  const at::Tensor chance = uniform_tensor({texts}, 1, 7, "labels").to(at::kDouble);
  const at::Tensor probability = at::sigmoid(2 * matrix.select(1, 0) - matrix.select(1, 1));
  const at::Tensor label = ((chance + 1) / 2 < probability).to(at::kDouble);
  return {DenseFeatures(matrix), at::stack({1 - label, label}, 1)};
}

TEST(LogisticRegression, IsWhereTheGradientOfThePenalizedSumIsZero) {
  const Drawn drawn = draw(300);
  const at::Tensor all = at::ones({300}, at::kDouble);
  for (const double c : {0.01, 1.0, 100.0}) {
    const LogisticRegression model = fit_regression(
        drawn.features, drawn.targets, all, c, blank_regression(drawn.features, drawn.targets));
    const at::Tensor errors =
        at::softmax(drawn.features.times(model.weights) + model.bias, 1) - drawn.targets;
    const at::Tensor gradient = drawn.features.transposed_times(errors) + model.weights / c;
    EXPECT_LT(gradient.abs().max().item<double>(), 1e-3) << c;
    EXPECT_LT(errors.sum(0).abs().max().item<double>(), 1e-3) << c;
  }
}

TEST(LogisticRegression, FindsWhatTheLabelsWereDrawnFrom) {
  const Drawn drawn = draw(20'000);
  const LogisticRegression model =
      fit_regression(drawn.features, drawn.targets, at::ones({20'000}, at::kDouble), 100,
                     blank_regression(drawn.features, drawn.targets));
  const at::Tensor slope = model.weights.select(1, 1) - model.weights.select(1, 0);
  EXPECT_NEAR(slope[0].item<double>(), 2, 0.15);
  EXPECT_NEAR(slope[1].item<double>(), -1, 0.1);
  EXPECT_NEAR(slope[4].item<double>(), 0, 0.1);
}

TEST(LogisticRegression, DoesNotSeeTextsWithoutAShare) {
  const Drawn drawn = draw(200);
  at::Tensor half = at::ones({200}, at::kDouble);
  half.slice(0, 100).zero_();
  const at::Tensor other =
      at::cat({drawn.targets.slice(0, 0, 100), 1 - drawn.targets.slice(0, 100)});
  const auto start = blank_regression(drawn.features, drawn.targets);
  EXPECT_TRUE(at::equal(fit_regression(drawn.features, drawn.targets, half, 1, start).weights,
                        fit_regression(drawn.features, other, half, 1, start).weights));
}

TEST(CrossValidation, PenalizesLabelsByChanceMost) {
  const Drawn drawn = draw(1'000);
  int fits = 0;
  const auto count = [&](int done, int most) {
    EXPECT_EQ(done, fits + 1);
    EXPECT_LE(done, most);
    fits = done;
  };
  const CrossValidation found = cross_validate(drawn.features, drawn.targets, 1, count);
  EXPECT_EQ(fits, 5 * static_cast<int>(found.trials.size()));
  fits = 0;
  const CrossValidation chance = cross_validate(drawn.features, drawn.targets.roll(1, 0), 3, count);
  EXPECT_EQ(chance.best_c, 0.01);
  const CrossValidation again = cross_validate(drawn.features, drawn.targets, 2, [](int, int) {});
  ASSERT_EQ(again.trials.size(), found.trials.size());
  for (std::size_t i = 0; i < found.trials.size(); ++i) {
    EXPECT_EQ(again.trials[i].loss, found.trials[i].loss) << "whatever the number of threads";
  }
  EXPECT_GE(found.best_c, 0.1);
  for (const CrossValidation::Trial& trial : found.trials) {
    EXPECT_TRUE(std::isfinite(trial.loss));
    if (trial.c == found.best_c) continue;
    EXPECT_GE(trial.loss, std::min_element(found.trials.begin(), found.trials.end(),
                                           [](const auto& left, const auto& right) {
                                             return left.loss < right.loss;
                                           })
                              ->loss);
  }
}

}  // namespace
}  // namespace tango::train
