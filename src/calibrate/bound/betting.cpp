#include "calibrate/bound/betting.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/special_functions/erf.hpp>

#include "calibrate/bound/boost_policy.h"

namespace tango::calibrate {
namespace {

constexpr double kPriorGains = 20;

// Waudby-Smith and Ramdas 2024, equations 26 and 27, one-sided: each depends on the losses before
// it alone, and not on the mean that is tested, so that the capital grows with that mean.
std::vector<double> stakes_of(std::span<const double> losses, const BettingOptions& options) {
  const double evidence = 2 * std::log(1 / options.significance);
  std::vector<double> stakes;
  stakes.reserve(losses.size());
  double sum = 0.5;
  double squares = 0.25;
  double count = 1;
  for (const double loss : losses) {
    const double variance = squares / count;
    const double draws =
        options.horizon ? static_cast<double>(*options.horizon) : count * std::log(count + 1);
    stakes.push_back(std::min(1.0, std::sqrt(evidence / (variance * draws))));
    sum += loss;
    count += 1;
    squares += (loss - sum / count) * (loss - sum / count);
  }
  return stakes;
}

// Whether the capital of the bets against a mean of `mean` or more ever reaches 1 / significance.
bool refuted(double mean, std::span<const double> losses, std::span<const double> stakes,
             const BettingOptions& options) {
  const double goal = -std::log(options.significance);
  double log_capital = 0;
  double drawn_sum = 0;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    double expected = mean;
    if (options.population) {
      const auto population = static_cast<double>(*options.population);
      const double left = population * mean - drawn_sum;
      if (left > population - static_cast<double>(i)) return true;  // more than can be left
      expected = std::max(0.0, left / (population - static_cast<double>(i)));
    }
    log_capital += std::log1p(stakes[i] * (expected - losses[i]));
    if (log_capital >= goal) return true;
    drawn_sum += losses[i];
  }
  if (!options.population) return false;
  const auto population = static_cast<double>(*options.population);
  return population * mean - drawn_sum > population - static_cast<double>(losses.size());
}

}  // namespace

double betting_upper_bound(std::span<const double> losses, const BettingOptions& options) {
  const std::vector<double> stakes = stakes_of(losses, options);
  double possible = 0;
  double bound = 1;  // at least the bound
  for (int step = 0; step < 50; ++step) {
    const double middle = (possible + bound) / 2;
    (refuted(middle, losses, stakes, options) ? bound : possible) = middle;
  }
  return bound;
}

DeadlineBet::DeadlineBet(std::int64_t horizon, double worst_loss, double variance,
                         double significance)
    : worst_loss_(worst_loss),
      significance_(significance),
      sum_of_squares_(kPriorGains * variance),
      weight_of_squares_(kPriorGains),
      remaining_(horizon) {}

double DeadlineBet::stake() const {
  const double reached = significance_ * capital_;
  if (remaining_ <= 0 || reached <= 1e-300) return 0;
  constexpr double kSqrt2 = 1.4142135623730951;
  constexpr double kDensityAtZero = 0.3989422804014327;
  const double quantile = -kSqrt2 * boost::math::erfc_inv(2 * reached, BoostPolicy());
  const double density = kDensityAtZero * std::exp(-quantile * quantile / 2);
  const double deviation =
      std::sqrt(sum_of_squares_ / weight_of_squares_ * static_cast<double>(remaining_));
  // The whole capital is never at stake, so that one loss does not end the test.
  return std::min(density / (reached * deviation), 0.9 / worst_loss_);
}

void DeadlineBet::add(double gain) {
  if (rejected_) return;
  capital_ *= 1 + stake() * gain;
  rejected_ = capital_ * significance_ >= 1;
  sum_of_squares_ += gain * gain;
  weight_of_squares_ += 1;
  --remaining_;
}

}  // namespace tango::calibrate
