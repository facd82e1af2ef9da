#include "train/network/token_reduction.h"

#include <gtest/gtest.h>

#include "train/finite_differences_test.h"
#include "train/network/parameters.h"

namespace tango::train {
namespace {

Batch two_texts() {
  Batch batch;
  batch.token_ids = at::zeros({2, 4}, at::kLong);
  batch.lengths = at::tensor({4, 2}, at::kLong);
  return batch;
}

at::Tensor numbers(at::IntArrayRef shape, const std::string& name) {
  return uniform_tensor(shape, 1, 5, name).to(at::kDouble).set_requires_grad(true);
}

/// One head; every query pays the same to each token. Padded queries pay otherwise, and don't
/// count.
at::Tensor attention(const std::vector<double>& first, const std::vector<double>& second) {
  const at::Tensor rows =
      at::stack({at::tensor(first, at::kDouble), at::tensor(second, at::kDouble)});
  at::Tensor all = rows.view({2, 1, 1, 4}).expand({2, 1, 4, 4}).clone();
  all[1][0].slice(0, 2) = at::tensor({0.0, 0.0, 1.0, 0.0}, at::kDouble);
  return all;
}

TEST(TokenReduction, TheFirstAndTheMostAttendedStay) {
  TokenReduction tokens(two_texts());
  const at::Tensor hidden = at::arange(8, at::kDouble).view({2, 4, 1});
  const at::Tensor left =
      tokens.reduce(0.5F, attention({0.1, 0.2, 0.3, 0.4}, {0.9, 0.1, 0, 0}), hidden, hidden + 10);
  EXPECT_TRUE(tokens.lengths().equal(at::tensor({2, 1}, at::kLong)));
  ASSERT_EQ(left.sizes(), (std::vector<std::int64_t>{2, 2, 1}));
  EXPECT_EQ(left[0][0][0].item<double>(), 10);
  EXPECT_EQ(left[0][1][0].item<double>(), 13);
  EXPECT_EQ(left[1][0][0].item<double>(), 14);
  const at::Tensor restored = tokens.restore(left + 100);
  const std::vector<double> expected{110, 1, 2, 113, 114, 5};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(restored.flatten()[static_cast<std::int64_t>(i)].item<double>(), expected[i]) << i;
  }
}

TEST(TokenReduction, GradientsAreTheFiniteDifferences) {
  const at::Tensor hidden = numbers({2, 4, 2}, "hidden");
  const at::Tensor attended = numbers({2, 4, 2}, "attended");
  const at::Tensor direction = numbers({2, 4, 2}, "direction").detach();
  expect_finite_differences(
      [&] {
        TokenReduction tokens(two_texts());
        const at::Tensor left = tokens.reduce(
            0.5F, attention({0.1, 0.2, 0.3, 0.4}, {0.9, 0.1, 0, 0}), hidden, attended);
        return (tokens.restore(left.square()) * direction).slice(1, 0, 2).sum() +
               left.slice(1, 0, 1).sum();
      },
      {hidden, attended});
}

}  // namespace
}  // namespace tango::train
