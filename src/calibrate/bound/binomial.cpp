#include "calibrate/bound/binomial.h"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>

#include "calibrate/bound/boost_policy.h"

namespace tango::calibrate {

double binomial_cdf(std::int64_t losses, std::int64_t texts, double risk) {
  if (losses >= texts) return 1;
  if (losses < 0) return 0;
  const auto successes = static_cast<double>(losses) + 1;
  const auto failures = static_cast<double>(texts - losses);
  return boost::math::ibetac(successes, failures, std::clamp(risk, 0.0, 1.0), BoostPolicy());
}

double binomial_upper_bound(std::int64_t losses, std::int64_t texts, double significance) {
  if (losses >= texts) return 1;
  return boost::math::ibetac_inv(static_cast<double>(losses) + 1,
                                 static_cast<double>(texts - losses), significance, BoostPolicy());
}

double binomial_lower_bound(std::int64_t losses, std::int64_t texts, double significance) {
  if (losses <= 0) return 0;
  return boost::math::ibeta_inv(static_cast<double>(losses),
                                static_cast<double>(texts - losses) + 1, significance,
                                BoostPolicy());
}

std::optional<std::int64_t> losses_allowed(std::int64_t texts, double target, double significance) {
  if (texts <= 0 || binomial_cdf(0, texts, target) > significance) return std::nullopt;
  std::int64_t allowed = 0;
  std::int64_t refused = texts;  // all losses show nothing
  while (refused - allowed > 1) {
    const std::int64_t middle = allowed + (refused - allowed) / 2;
    (binomial_cdf(middle, texts, target) <= significance ? allowed : refused) = middle;
  }
  return allowed;
}

std::int64_t texts_needed(std::int64_t losses, double target, double significance) {
  std::int64_t too_few = losses;
  std::int64_t enough = losses + 1;
  while (binomial_cdf(losses, enough, target) > significance) {
    too_few = enough;
    enough *= 2;
  }
  while (enough - too_few > 1) {
    const std::int64_t middle = too_few + (enough - too_few) / 2;
    (binomial_cdf(losses, middle, target) <= significance ? enough : too_few) = middle;
  }
  return enough;
}

std::optional<std::int64_t> texts_needed_at(double observed_risk, double target,
                                            double significance) {
  if (observed_risk >= target) return std::nullopt;
  constexpr std::int64_t kMostTexts = 1'000'000'000;
  // With more losses more texts are needed, and more texts bring more losses: climb to where both
  // agree.
  std::int64_t texts = texts_needed(0, target, significance);
  while (texts <= kMostTexts) {
    const auto losses =
        static_cast<std::int64_t>(std::ceil(observed_risk * static_cast<double>(texts)));
    const std::int64_t needed = texts_needed(losses, target, significance);
    if (needed <= texts) return texts;
    texts = needed;
  }
  return std::nullopt;
}

}  // namespace tango::calibrate
