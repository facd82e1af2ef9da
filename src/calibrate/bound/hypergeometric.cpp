#include "calibrate/bound/hypergeometric.h"

#include <algorithm>

#include <boost/math/distributions/hypergeometric.hpp>

#include "calibrate/bound/boost_policy.h"

namespace tango::calibrate {

double hypergeometric_cdf(std::int64_t losses, std::int64_t drawn, std::int64_t file_losses,
                          std::int64_t texts) {
  if (losses >= std::min(drawn, file_losses)) return 1;
  if (losses < std::max<std::int64_t>(0, drawn + file_losses - texts)) return 0;
  const boost::math::hypergeometric_distribution<double, BoostPolicy> distribution(
      static_cast<unsigned>(file_losses), static_cast<unsigned>(drawn),
      static_cast<unsigned>(texts));
  return boost::math::cdf(distribution, static_cast<unsigned>(losses));
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
