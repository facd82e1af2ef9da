#include "calibrate/bound/paired.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/special_functions/gamma.hpp>

#include "calibrate/bound/binomial.h"
#include "calibrate/bound/boost_policy.h"

namespace tango::calibrate {
namespace {

// What the intervals of the nuisance parameters may err, as shares of the significance.
constexpr double kAccuracyShare = 0.02;
constexpr double kGainedShare = 0.03;

// (lost - gained - margin · texts) / its deviation where P(lost) = P(gained) + margin, with
// P(gained) at its maximum of likelihood under that (the root of a quadratic): Tango 1998,
// "Equivalence test and confidence interval for the difference in proportions for the paired-sample
// design".
double score_of(double lost, double gained, double texts, double margin) {
  const double x = lost / texts;
  const double y = gained / texts;
  const double linear = (x + y) * (1 - margin) - 2 * margin * y - 2 * (1 - x - y) * margin;
  const double root = std::sqrt(linear * linear + 8 * y * margin * (1 - margin));
  const double likeliest_gained = (linear + root) / 4;
  const double variance = 2 * likeliest_gained + margin - margin * margin;
  return (x - y - margin) * std::sqrt(texts / variance);
}

// For each count of gains the most losses with a score of at most `score`, -1 for none. Made not to
// fall with the gains: then the probability of the region falls with P(lost), rises with P(gained).
std::vector<std::int64_t> region_of(double score, double margin, std::int64_t texts,
                                    std::int64_t most_gained) {
  std::vector<std::int64_t> most_lost;
  std::int64_t lost = -1;
  for (std::int64_t gained = 0; gained <= most_gained; ++gained) {
    while (lost < texts - gained &&
           score_of(static_cast<double>(lost + 1), static_cast<double>(gained),
                    static_cast<double>(texts), margin) <= score) {
      ++lost;
    }
    most_lost.push_back(lost);
  }
  return most_lost;
}

double log_factorial(double n) { return boost::math::lgamma(n + 1, BoostPolicy()); }

// P((lost, gained) in the region), trinomial; gains that the region does not list count as inside.
double probability_of(const std::vector<std::int64_t>& region, std::int64_t texts, double lost,
                      double gained) {
  const auto count = static_cast<double>(texts);
  const double log_gained = std::log(gained);
  const double log_other = std::log1p(-gained);
  const double log_orders = log_factorial(count);
  double inside = 0;
  double listed = 0;
  for (std::size_t i = 0; i < region.size(); ++i) {
    const auto k = static_cast<double>(i);
    const double mass = std::exp(log_orders - log_factorial(k) - log_factorial(count - k) +
                                 k * log_gained + (count - k) * log_other);
    listed += mass;
    if (mass < 1e-13) {
      inside += mass;
      continue;
    }
    inside += mass * binomial_cdf(region[i], texts - static_cast<std::int64_t>(i),
                                  std::min(1.0, lost / (1 - gained)));
  }
  return inside + std::max(0.0, 1 - listed);
}

}  // namespace

bool shows_accuracy_kept(const PairedCounts& counts, double keep, double significance,
                         double guessed_accuracy) {
  if (counts.texts == 0) return false;
  const double accuracy =
      binomial_lower_bound(counts.last_right, counts.texts, significance * kAccuracyShare);
  const double margin = (1 - keep) * accuracy;
  const double level = significance * (1 - kAccuracyShare - kGainedShare);
  const double error = significance * kGainedShare / 2;
  const double least = std::max(1e-9, binomial_lower_bound(counts.gained, counts.texts, error));
  const double most =
      std::min(binomial_upper_bound(counts.gained, counts.texts, error), (1 - margin) / 2);
  if (margin <= 0 || most <= least) return false;
  // Any fixed number keeps the level; the nearer to the margin above, the greater the power.
  const double deviation =
      std::sqrt(guessed_accuracy * (1 - guessed_accuracy) / static_cast<double>(counts.texts));
  const double ordering_margin =
      (1 - keep) * std::max(guessed_accuracy / 2, guessed_accuracy - 3 * deviation);
  const double score =
      score_of(static_cast<double>(counts.lost), static_cast<double>(counts.gained),
               static_cast<double>(counts.texts), ordering_margin);
  if (score >= 0) return false;
  const auto mean = static_cast<double>(counts.texts) * most;
  const auto most_gained =
      std::min(counts.texts, static_cast<std::int64_t>(mean + 9 * std::sqrt(mean + 1) + 20));
  const std::vector<std::int64_t> region =
      region_of(score, ordering_margin, counts.texts, most_gained);
  // On a piece [from, to] of the interval no probability is above that at P(gained) = to and
  // P(lost) = from + margin; pieces are halved until all are shown, or one is found that is not.
  double to = most;
  double width = most - least;
  while (to > least) {
    const double from = std::max(least, to - width);
    if (probability_of(region, counts.texts, from + margin, to) <= level) {
      to = from;
      width *= 2;
    } else {
      width = (to - from) / 2;
      if (width < (most - least) / 512) return false;
    }
  }
  return true;
}

}  // namespace tango::calibrate
