// Compares gradients with finite differences.
#pragma once

#include <functional>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

namespace tango::train {

/// Expects the gradient of `loss`, a scalar, with respect to each element of `tensors` to be the
/// difference of the losses on both sides of it. All in double precision, contiguous, and leaves
/// that require a gradient.
inline void expect_finite_differences(const std::function<at::Tensor()>& loss,
                                      const std::vector<at::Tensor>& tensors) {
  constexpr double kStep = 1e-5;
  loss().backward();
  const at::NoGradGuard no_gradient;
  for (std::size_t which = 0; which < tensors.size(); ++which) {
    ASSERT_TRUE(tensors[which].grad().defined())
        << "tensor " << which << " has no part in the loss";
    const at::Tensor gradient = tensors[which].grad().flatten();
    const at::Tensor flat = tensors[which].detach().view(-1);
    auto* values = flat.data_ptr<double>();
    for (std::int64_t i = 0; i < flat.numel(); ++i) {
      const double value = values[i];
      values[i] = value + kStep;
      const double above = loss().item<double>();
      values[i] = value - kStep;
      const double below = loss().item<double>();
      values[i] = value;
      EXPECT_NEAR(gradient[i].item<double>(), (above - below) / (2 * kStep), 1e-7)
          << "tensor " << which << ", element " << i;
    }
  }
}

}  // namespace tango::train
