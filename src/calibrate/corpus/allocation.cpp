#include "calibrate/corpus/allocation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <boost/math/distributions/normal.hpp>

#include "calibrate/bound/boost_policy.h"

namespace tango::calibrate {
namespace {

constexpr std::size_t kThresholds = 400;
constexpr std::size_t kStepsOfSure = 20;  // of the share of the accepted texts that are sure
constexpr std::array kTimesSure = {1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0};  // rate / sure_rate
constexpr double kLeastRate = 0.002;
constexpr double kMostRate = 0.9;
constexpr double kTimesRate = 1.05;

/// A stratum up to the threshold, and the losses that are expected of it.
struct Part {
  double texts, losses;
};

/// The exponent of P(as many losses as are expected are found | the strata have `refuted`), where
/// the split of these is the one that makes it greatest. Poisson's distribution stands in for the
/// hypergeometric, with odds for rates since draws are not put back.
double least_exponent(const Part& sure, const Part& others, double sure_odds, double odds,
                      double refuted) {
  // Lagrange: a stratum has losses / (1 - u / odds), with the least u that makes them `refuted`.
  const double half =
      (refuted * (sure_odds + odds) - sure.losses * sure_odds - others.losses * odds) /
      (2 * refuted);
  const double product = sure_odds * odds * (1 - (sure.losses + others.losses) / refuted);
  const double u = half - std::sqrt(std::max(0.0, half * half - product));
  const double in_others = std::min(refuted, others.losses * odds / (odds - std::min(u, odds / 2)));
  const auto exponent = [](double expected, double losses, double weight) {
    if (losses <= expected) return 0.0;
    return weight *
           (losses - expected + (expected > 0 ? expected * std::log(expected / losses) : 0));
  };
  return exponent(sure.losses, refuted - in_others, sure_odds) +
         exponent(others.losses, in_others, odds);
}

/// Whether draws at these rates would show that at most `promised` losses stay unread, if they
/// found as many as is to be expected.
bool would_show(const Part& sure, const Part& others, double sure_rate, double rate,
                double promised, double exponent) {
  const double refuted = promised + sure_rate * sure.losses + rate * others.losses + 1;
  if (refuted <= sure.losses + others.losses) return false;
  return least_exponent(sure, others, sure_rate / (1 - sure_rate), rate / (1 - rate), refuted) >=
         exponent;
}

}  // namespace

Allocation cheapest_allocation(std::span<const double> probabilities, double promised,
                               double significance) {
  const double quantile = boost::math::quantile(boost::math::complement(
      boost::math::normal_distribution<double, BoostPolicy>(), significance));
  std::vector<double> rates;  // of the sure texts
  while (rates.empty() || rates.back() < kMostRate) {
    rates.push_back(rates.empty() ? kLeastRate : rates.back() * kTimesRate);
  }
  std::vector<double> losses(1);  // of so many first texts
  for (const double one : probabilities) losses.push_back(losses.back() + one);
  const std::size_t texts = probabilities.size();
  Allocation best;
  auto least = static_cast<double>(texts);
  for (std::size_t step = 1; step <= kThresholds; ++step) {
    const std::size_t accepted = step * texts / kThresholds;
    const auto unaccepted = static_cast<double>(texts - accepted);
    if (losses[accepted] >= 2 * promised) break;
    if (accepted == 0 || unaccepted >= least) continue;
    for (std::size_t share = 0; share < kStepsOfSure; ++share) {
      const std::size_t boundary = share * accepted / kStepsOfSure;
      const Part sure{static_cast<double>(boundary), losses[boundary]};
      const Part others{static_cast<double>(accepted - boundary),
                        losses[accepted] - losses[boundary]};
      for (const double times : kTimesSure) {
        for (const double sure_rate : rates) {
          const double rate = times * sure_rate;
          const double cost = sure_rate * sure.texts + rate * others.texts + unaccepted;
          if (rate >= kMostRate || cost >= least) break;
          if (!would_show(sure, others, sure_rate, rate, promised, quantile * quantile / 2)) {
            continue;
          }
          least = cost;
          best = {.sure = boundary, .sure_rate = sure_rate, .rate = rate, .accepted = accepted};
          break;
        }
      }
    }
  }
  return best;
}

}  // namespace tango::calibrate
