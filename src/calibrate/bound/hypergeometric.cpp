#include "calibrate/bound/hypergeometric.h"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/gamma.hpp>

#include "calibrate/bound/boost_policy.h"

namespace tango::calibrate {
namespace {

double log_choose(double n, double k) {
  const auto log_factorial = [](double x) { return boost::math::lgamma(x + 1, BoostPolicy()); };
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

double mass_of(double losses, double drawn, double bad, double good) {
  return std::exp(log_choose(bad, losses) + log_choose(good, drawn - losses) -
                  log_choose(bad + good, drawn));
}

}  // namespace

double hypergeometric_mass(std::int64_t losses, std::int64_t drawn, std::int64_t file_losses,
                           std::int64_t texts) {
  if (losses < std::max<std::int64_t>(0, drawn + file_losses - texts)) return 0;
  if (losses > std::min(drawn, file_losses)) return 0;
  return mass_of(static_cast<double>(losses), static_cast<double>(drawn),
                 static_cast<double>(file_losses), static_cast<double>(texts - file_losses));
}

// Boost has this distribution, too, but takes 50 times as long: it multiplies out prime factors.
double hypergeometric_cdf(std::int64_t losses, std::int64_t drawn, std::int64_t file_losses,
                          std::int64_t texts) {
  if (losses >= std::min(drawn, file_losses)) return 1;
  if (losses < std::max<std::int64_t>(0, drawn + file_losses - texts)) return 0;
  const auto n = static_cast<double>(drawn);
  const auto bad = static_cast<double>(file_losses);
  const auto good = static_cast<double>(texts - file_losses);
  // Summed away from the mean, where terms only fall.
  const auto k = static_cast<double>(losses);
  const bool sums_below = k * (bad + good) <= n * bad;
  double sum = 0;
  double at = sums_below ? k : k + 1;
  for (double mass = mass_of(at, n, bad, good); mass > sum * 1e-17;) {
    sum += mass;
    if (sums_below) {
      mass *= at * (good - n + at) / ((bad - at + 1) * (n - at + 1));
      --at;
    } else {
      mass *= (bad - at) * (n - at) / ((at + 1) * (good - n + at + 1));
      ++at;
    }
  }
  return sums_below ? sum : 1 - sum;
}

std::int64_t file_losses_upper_bound(std::int64_t losses, std::int64_t drawn, std::int64_t texts,
                                     double significance) {
  std::int64_t possible = losses;
  std::int64_t refuted = texts - (drawn - losses) + 1;  // more losses than texts that could be one
  while (refuted - possible > 1) {
    const std::int64_t middle = possible + (refuted - possible) / 2;
    (hypergeometric_cdf(losses, drawn, middle, texts) > significance ? possible : refuted) = middle;
  }
  return possible;
}

}  // namespace tango::calibrate
