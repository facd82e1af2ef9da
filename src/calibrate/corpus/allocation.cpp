#include "calibrate/corpus/allocation.h"

#include <boost/math/special_functions/gamma.hpp>

#include "calibrate/bound/boost_policy.h"

namespace tango::calibrate {
namespace {

// The draws from `texts` with `losses` losses that would show that at most `promised` stay unread,
// if they found as many as is to be expected; Poisson's distribution stands in for the
// hypergeometric.
double draws_needed(double texts, double losses, double promised, double significance) {
  double draws = 10;
  while (draws < texts) {
    const double found = draws * losses / texts;
    const double refuted = draws * (promised + found + 1) / texts;
    if (boost::math::gamma_q(found + 1, refuted, BoostPolicy()) <= significance) return draws;
    draws *= 1.05;
  }
  return texts;
}

}  // namespace

Allocation cheapest_allocation(std::span<const double> probabilities, double promised,
                               double significance) {
  constexpr std::size_t kSteps = 400;
  const auto all = static_cast<double>(probabilities.size());
  Allocation best;
  double least = all;
  double losses = 0;
  std::size_t place = 0;
  for (std::size_t step = 1; step <= kSteps; ++step) {
    const std::size_t accepted = step * probabilities.size() / kSteps;
    for (; place < accepted; ++place) losses += probabilities[place];
    if (accepted == 0) continue;
    const auto texts = static_cast<double>(accepted);
    if (all - texts >= least || losses >= 2 * promised) continue;
    const double draws = draws_needed(texts, losses, promised, significance);
    if (draws + all - texts >= least) continue;
    least = draws + all - texts;
    best = {.accepted = accepted, .draws = static_cast<std::size_t>(draws)};
  }
  return best;
}

}  // namespace tango::calibrate
