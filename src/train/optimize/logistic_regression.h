// Logistic regression with several labels, and the strength of its penalty by cross-validation.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <ATen/ATen.h>

#include "train/data/features.h"

namespace tango::train {

/// What minimizes the sum over texts of the cross-entropy between softmax(features · weights +
/// bias) and the texts' targets, plus |weights|² / 2C.
struct LogisticRegression {
  at::Tensor weights;  ///< [features x labels], fp64.
  at::Tensor bias;     ///< [labels], fp64.
};

/// How far a fit goes: near the minimum, which is enough to compare values of C, or to it.
enum class Nearness { kRough, kExact };

/// `targets` [texts x labels] are probabilities, `shares` [texts] say how much of each text counts;
/// both fp64. By L-BFGS from `start`.
[[nodiscard]] LogisticRegression fit_regression(const Features& features, const at::Tensor& targets,
                                                const at::Tensor& shares, double c,
                                                LogisticRegression start,
                                                Nearness nearness = Nearness::kExact);

/// Zeros, to start from.
[[nodiscard]] LogisticRegression blank_regression(const Features& features,
                                                  const at::Tensor& targets);

/// The mean cross-entropy, weighted by `shares`.
[[nodiscard]] double cross_entropy(const Features& features, const at::Tensor& targets,
                                   const at::Tensor& shares, const LogisticRegression& model);

struct CrossValidation {
  struct Trial {
    double c = 0;
    double loss = 0;  ///< Mean cross-entropy of texts that were held out.
  };
  std::vector<Trial> trials;  ///< By rising C.
  double best_c = 0;
};

/// Five folds, every fifth text in each. C rises from 0.01 by steps of about a factor of three to
/// 1,000, and ends earlier where two steps in succession did not lower the loss by half a percent.
/// So many `threads` (> 0) fit a fold each at a time. `on_fit` is told after each fit, by one
/// thread at a time, how many are done, and how many there may be.
[[nodiscard]] CrossValidation cross_validate(const Features& features, const at::Tensor& targets,
                                             int threads,
                                             const std::function<void(int done, int most)>& on_fit);

}  // namespace tango::train
