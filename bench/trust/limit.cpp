// What no test of labelled texts can beat. For each share of accepted texts a population is made up
// that breaks the promise there and at every laxer threshold, and in which texts that are lost,
// gained and neither look as they do in the pool: nothing but their numbers tells the two apart.
// The most powerful test between the two then bounds how often any valid procedure accepts so much.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <vector>

#include "trust/simulations.h"

namespace tango::trust {
namespace {

struct Shares {
  double lost = 0;
  double gained = 0;
  [[nodiscard]] double others() const { return 1 - lost - gained; }
};

double mass(double texts, double lost, double gained, const Shares& of) {
  constexpr double kLeast = 1e-12;
  return std::exp(std::lgamma(texts + 1) - std::lgamma(lost + 1) - std::lgamma(gained + 1) -
                  std::lgamma(texts - lost - gained + 1) +
                  lost * std::log(std::max(of.lost, kLeast)) +
                  gained * std::log(std::max(of.gained, kLeast)) +
                  (texts - lost - gained) * std::log(of.others()));
}

struct PairOutcome {
  double ratio, here, broken;
};

/// How often the most powerful test tells `here` from `broken` at the significance. With a coin,
/// the outcome at its edge counts in part.
double power(int texts, const Shares& here, const Shares& broken, bool with_coin) {
  const auto most = [&](double share) {
    const double mean = texts * share;
    return std::min(texts, static_cast<int>(mean + 8 * std::sqrt(mean + 1) + 8));
  };
  std::vector<PairOutcome> outcomes;
  const int most_lost = most(std::max(here.lost, broken.lost));
  const int most_gained = most(std::max(here.gained, broken.gained));
  for (int lost = 0; lost <= most_lost; ++lost) {
    for (int gained = 0; gained <= most_gained && lost + gained <= texts; ++gained) {
      const PairOutcome one{.ratio = 0,
                            .here = mass(texts, lost, gained, here),
                            .broken = mass(texts, lost, gained, broken)};
      if (one.here < 1e-12) continue;
      outcomes.push_back({one.here / std::max(one.broken, 1e-300), one.here, one.broken});
    }
  }
  std::ranges::sort(outcomes, std::greater<>(), &PairOutcome::ratio);
  double shown = 1;  // less what is not among the outcomes
  for (const PairOutcome& one : outcomes) shown -= one.here;
  double left = kSignificance;
  for (const PairOutcome& one : outcomes) {
    if (one.broken > left) return shown + (with_coin ? one.here * left / one.broken : 0);
    shown += one.here;
    left -= one.broken;
  }
  return shown;
}

/// The least over made-up populations, which differ in their share of gains.
double most_power(int texts, const Shares& here, double right_of_others, double margin,
                  double later_gain, bool with_coin) {
  const double owed = later_gain / here.others() + margin * right_of_others;
  double least = 1;
  for (int step = 0; step <= 16; ++step) {
    const double gained = here.gained * (0.4 + 0.075 * step) + 1e-9;
    const double lost = (gained + owed * (1 - gained)) / (1 - margin + owed);
    if (lost + gained >= 1) continue;
    least = std::min(least, power(texts, here, {.lost = lost, .gained = gained}, with_coin));
  }
  return least;
}

}  // namespace

void simulate_limit(const Pool& pool) {
  constexpr int kSteps = 160;
  const auto size = static_cast<double>(pool.texts.size());
  std::vector<Shares> shares(pool.texts.size() + 1);
  double right = 0;
  for (std::size_t i = 0; i < pool.texts.size(); ++i) {
    const PoolText& text = pool.texts[i];
    const bool last_right = text.last == text.truth;
    const bool cheap_right = text.cheap == text.truth;
    right += last_right ? 1 / size : 0;
    shares[i + 1] = {shares[i].lost + (last_right && !cheap_right ? 1 / size : 0),
                     shares[i].gained + (cheap_right && !last_right ? 1 / size : 0)};
  }
  for (const double keep : {0.95, 0.98, 0.99}) {
    const double margin = 1 - keep;
    for (const int texts : {200, 500, 1000}) {
      double deferral[2] = {1, 1};
      for (int step = 0; step < kSteps; ++step) {
        const auto accepted = static_cast<std::size_t>(size * step / kSteps);
        const Shares& here = shares[accepted];
        double later_gain = 0;  // that laxer thresholds win back
        for (std::size_t i = accepted; i < shares.size(); ++i) {
          later_gain =
              std::max(later_gain, (here.lost - here.gained) - (shares[i].lost - shares[i].gained));
        }
        const bool breaks = here.lost - here.gained - later_gain >= margin * right;
        const double right_of_others = (right - here.lost) / here.others();
        for (const bool with_coin : {false, true}) {
          const double shown = breaks              ? kSignificance
                               : step < kSteps / 5 ? 1
                                                   : most_power(texts, here, right_of_others,
                                                                margin, later_gain, with_coin);
          deferral[with_coin ? 1 : 0] -= shown / kSteps;
        }
      }
      std::printf("%s\t%g\t%d\t%.5f\t%.5f\n", pool.name.c_str(), keep, texts, deferral[0],
                  deferral[1]);
      std::fflush(stdout);
    }
  }
}

}  // namespace tango::trust
