#include "calibrate/score/logistic.h"

#include <algorithm>
#include <cmath>

namespace tango::calibrate {
namespace {

constexpr double kPull = 1;                // of the prior on each weight
constexpr double kPullOfIntercept = 1e-3;  // so that a step exists where all texts hold
constexpr int kMostSteps = 50;
constexpr double kSmallestStep = 1e-9;
constexpr double kLongestStep = 5;  // in any weight, so that early steps do not run away

/// Deviations from the mean, as multiples of the standard deviation.
struct Scale {
  double mean = 0;
  double inverse = 0;  // 0 for what does not vary
};

std::vector<Scale> scales_of(const FeatureTable& table, std::span<const std::size_t> chosen) {
  std::vector<Scale> scales(table.features);
  const auto count = static_cast<double>(chosen.size());
  for (std::size_t f = 0; f < table.features; ++f) {
    double sum = 0;
    for (const std::size_t text : chosen) sum += table.of(text)[f];
    scales[f].mean = sum / count;
    double squares = 0;
    for (const std::size_t text : chosen) {
      squares += std::pow(table.of(text)[f] - scales[f].mean, 2);
    }
    const double deviation = std::sqrt(squares / count);
    if (deviation > 1e-9 * (1 + std::abs(scales[f].mean))) scales[f].inverse = 1 / deviation;
  }
  return scales;
}

/// Solves a x = b in place for a positive definite a, [size x size] row by row (Cholesky).
void solve(std::vector<double>& a, std::vector<double>& b) {
  const std::size_t size = b.size();
  for (std::size_t column = 0; column < size; ++column) {
    for (std::size_t row = column; row < size; ++row) {
      double sum = a[row * size + column];
      for (std::size_t k = 0; k < column; ++k) sum -= a[row * size + k] * a[column * size + k];
      a[row * size + column] =
          row == column ? std::sqrt(std::max(sum, 1e-12)) : sum / a[column * size + column];
    }
  }
  for (std::size_t row = 0; row < size; ++row) {
    for (std::size_t k = 0; k < row; ++k) b[row] -= a[row * size + k] * b[k];
    b[row] /= a[row * size + row];
  }
  for (std::size_t row = size; row-- > 0;) {
    for (std::size_t k = row + 1; k < size; ++k) b[row] -= a[k * size + row] * b[k];
    b[row] /= a[row * size + row];
  }
}

}  // namespace

double LogisticModel::log_odds(std::span<const double> features) const {
  double sum = intercept;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * features[i];
  return sum;
}

LogisticModel fit_logistic(const FeatureTable& table, std::span<const std::uint8_t> holds,
                           std::span<const std::size_t> chosen) {
  const std::size_t size = table.features + 1;  // the last is the intercept
  const std::vector<Scale> scales = scales_of(table, chosen);
  std::vector<double> weights(size);
  std::vector<double> row(size, 1);
  for (int step = 0; step < kMostSteps; ++step) {
    std::vector<double> gradient(size);
    std::vector<double> hessian(size * size);
    for (std::size_t i = 0; i < size; ++i) {
      const double pull = i + 1 == size ? kPullOfIntercept : kPull;
      gradient[i] = -pull * weights[i];
      hessian[i * size + i] = pull;
    }
    for (const std::size_t text : chosen) {
      const std::span<const double> features = table.of(text);
      double sum = weights.back();
      for (std::size_t f = 0; f < table.features; ++f) {
        row[f] = (features[f] - scales[f].mean) * scales[f].inverse;
        sum += weights[f] * row[f];
      }
      const double probability = 1 / (1 + std::exp(-sum));
      const double residual = static_cast<double>(holds[text]) - probability;
      const double weight = probability * (1 - probability);
      for (std::size_t i = 0; i < size; ++i) {
        gradient[i] += residual * row[i];
        for (std::size_t k = 0; k <= i; ++k) hessian[i * size + k] += weight * row[i] * row[k];
      }
    }
    solve(hessian, gradient);
    double longest = 0;
    for (const double part : gradient) longest = std::max(longest, std::abs(part));
    const double shrink = longest > kLongestStep ? kLongestStep / longest : 1;
    for (std::size_t i = 0; i < size; ++i) weights[i] += shrink * gradient[i];
    if (longest < kSmallestStep) break;
  }
  LogisticModel model{.intercept = weights.back(), .weights = {}};
  for (std::size_t f = 0; f < table.features; ++f) {
    model.weights.push_back(weights[f] * scales[f].inverse);
    model.intercept -= model.weights.back() * scales[f].mean;
  }
  return model;
}

}  // namespace tango::calibrate
