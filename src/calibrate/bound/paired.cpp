#include "calibrate/bound/paired.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "calibrate/bound/binomial.h"
#include "calibrate/bound/binomial_sum.h"

namespace tango::calibrate {
namespace {

constexpr double kSetShare = 0.02;   // what the confidence set may err, of the significance
constexpr double kGridShare = 0.01;  // held back for what lies between the points of the grid

/// A coarser grid, and the share of the significance that what it finds must stay below to decide.
struct Coarse {
  PairedGrid grid;
  double decides;
};
// A finer grid finds a few hundredths more than the second does.
constexpr std::array kCoarse{Coarse{.grid = {.accuracies = 3, .gains = 6}, .decides = 0.1},
                             Coarse{.grid = {.accuracies = 5, .gains = 12}, .decides = 0.8}};

// count · log(count / expected), of the logarithm of a likelihood ratio.
double term(double count, double expected) {
  return count <= 0 ? 0 : count * std::log(count / std::max(expected, 1e-300));
}

// How far the counts speak against P(lost) = P(gained) + margin, in deviations: the mean of Tango's
// score statistic (1998, "Equivalence test and confidence interval for the difference in
// proportions for the paired-sample design") and the signed root of the likelihood ratio. Each
// alone wastes some of the level where few texts differ, at opposite ends. P(gained) is at its
// maximum of likelihood under the hypothesis, the root of a quadratic.
double score_of(double lost, double gained, double texts, double margin) {
  const double x = lost / texts;
  const double y = gained / texts;
  const double linear = (x + y) * (1 - margin) - 2 * margin * y - 2 * (1 - x - y) * margin;
  const double root = std::sqrt(linear * linear + 8 * y * margin * (1 - margin));
  const double likeliest_gained = std::max(0.0, (linear + root) / 4);
  const double variance = 2 * likeliest_gained + margin - margin * margin;
  const double above = x - y - margin;
  const double ratio = term(x, likeliest_gained + margin) + term(y, likeliest_gained) +
                       term(1 - x - y, 1 - 2 * likeliest_gained - margin);
  return (above * std::sqrt(texts / variance) +
          std::copysign(std::sqrt(2 * texts * std::max(0.0, ratio)), above)) /
         2;
}

constexpr double kLeast = 1e-9;     // in the place of a probability of 0
constexpr double kNothing = 1e-12;  // of a probability

struct Interval {
  double low = 0;
  double high = 1;
};

Interval interval_of(std::int64_t count, std::int64_t texts, double error) {
  return {.low = std::max(kLeast, binomial_lower_bound(count, texts, error)),
          .high = binomial_upper_bound(count, texts, error)};
}

/// The outcomes with a score of at most that which was seen. How many lost texts they may have
/// depends on the gains, and a little on how often the last tier is right, which gives the margin.
class Region {
 public:
  Region(const PairedCounts& seen, double keep, Interval accuracy, Interval gained)
      : texts_(seen.texts), loss_(1 - keep), log_factorials_(log_factorials(seen.texts)) {
    const auto texts = static_cast<double>(texts_);
    constexpr double kBeyond = 6;  // deviations
    const double deviation = std::sqrt(texts) / 2;
    least_right_ = std::max(std::int64_t{1},
                            static_cast<std::int64_t>(texts * accuracy.low - kBeyond * deviation));
    most_right_ =
        std::min(texts_, static_cast<std::int64_t>(texts * accuracy.high + kBeyond * deviation));
    score_ = score(seen.lost, seen.gained, seen.last_right) + 1e-12;
    const double mean = texts * gained.high;
    const auto most_gained =
        std::min(texts_, static_cast<std::int64_t>(mean + 9 * std::sqrt(mean + 1) + 20));
    std::int64_t surely = -1;
    std::int64_t perhaps = -1;
    std::vector<std::int64_t> near;  // least_right of the gain before, by the place among its own
    for (std::int64_t gains = 0; gains <= most_gained; ++gains) {
      surely = most_lost(gains, least_right_, surely);
      perhaps = most_lost(gains, most_right_, std::max(perhaps, surely));
      surely_.push_back(surely);
      for (std::int64_t lost = surely + 1; lost <= perhaps; ++lost) {
        const auto place = static_cast<std::size_t>(lost - surely - 1);
        if (place == near.size()) near.push_back(least_right_);
        near[place] = least_right(lost, gains, near[place]);
        partly_.push_back({.lost = lost, .gained = gains, .least_right = near[place]});
      }
    }
    most_partly_ = near.size();
  }

  /// Gains that are not listed count as inside.
  [[nodiscard]] double probability(double lost, double gained, double right) const {
    const Binomial gains_of_all(log_factorials_, gained);
    const Binomial lost_of_others(log_factorials_, std::min(1.0, lost / (1 - gained)));
    const Binomial right_of_others(log_factorials_,
                                   std::clamp((right - lost) / (1 - lost - gained), 0.0, 1.0));
    double inside = 0;
    double listed = 0;
    std::size_t next = 0;  // of partly_
    BinomialSum surely;
    std::vector<BinomialSum> too_few(most_partly_);  // right, by the place among those of a gain
    for (std::size_t i = 0; i < surely_.size(); ++i) {
      const auto gains = static_cast<std::int64_t>(i);
      const std::int64_t others = texts_ - gains;
      const double mass = gains_of_all.mass(gains, texts_);
      listed += mass;
      if (mass < kNothing) {
        inside += mass;
        while (next < partly_.size() && partly_[next].gained == gains) ++next;
        continue;
      }
      double rejects = surely.at_most(surely_[i], others, lost_of_others);
      for (std::size_t place = 0; next < partly_.size() && partly_[next].gained == gains;
           ++next, ++place) {
        const Partly& one = partly_[next];
        const double of_it = lost_of_others.mass(one.lost, others);
        if (mass * of_it < kNothing) continue;
        rejects += of_it * (1 - too_few[place].at_most(one.least_right - one.lost - 1,
                                                       others - one.lost, right_of_others));
      }
      inside += mass * rejects;
    }
    return inside + std::max(0.0, 1 - listed);
  }

 private:
  /// Inside where the last tier is right on at least so many texts.
  struct Partly {
    std::int64_t lost;
    std::int64_t gained;
    std::int64_t least_right;
  };

  [[nodiscard]] double score(std::int64_t lost, std::int64_t gained, std::int64_t right) const {
    const auto texts = static_cast<double>(texts_);
    return score_of(static_cast<double>(lost), static_cast<double>(gained), texts,
                    loss_ * static_cast<double>(right) / texts);
  }

  [[nodiscard]] std::int64_t most_lost(std::int64_t gained, std::int64_t right,
                                       std::int64_t from) const {
    std::int64_t lost = from;
    while (lost < texts_ - gained && score(lost + 1, gained, right) <= score_) ++lost;
    return lost;
  }

  /// Looked for from `near` on.
  [[nodiscard]] std::int64_t least_right(std::int64_t lost, std::int64_t gained,
                                         std::int64_t near) const {
    std::int64_t low = least_right_;
    std::int64_t high = most_right_;
    for (std::int64_t step = 2; low < high; step *= 2) {
      const bool is_between = low <= near && near < high;
      const std::int64_t right = is_between ? near : low + (high - low) / 2;
      if (score(lost, gained, right) <= score_) {
        high = right;
        near = right - step;
      } else {
        low = right + 1;
        near = right + step;
      }
    }
    return low;
  }

  std::int64_t texts_;
  double loss_;
  std::vector<double> log_factorials_;
  std::int64_t least_right_ = 1;
  std::int64_t most_right_ = 1;
  double score_ = 0;
  std::vector<std::int64_t>
      surely_;  // by gains: up to so many lost texts are inside, whatever else
  std::vector<Partly> partly_;
  std::size_t most_partly_ = 0;  // of one gain
};

double place(const Interval& interval, int number, int count) {
  return interval.low + (interval.high - interval.low) * number / (count - 1);
}

/// Stops where it is clear that the p-value is above `enough`.
double p_value_until(const PairedCounts& counts, double keep, double significance,
                     const PairedGrid& grid, double enough) {
  if (counts.texts == 0 || counts.last_right == 0) return 1;
  const double loss = 1 - keep;
  const double error = significance * kSetShare / 4;
  const Interval accuracy = interval_of(counts.last_right, counts.texts, error);
  const Interval gained = interval_of(counts.gained, counts.texts, error);
  if (score_of(static_cast<double>(counts.lost), static_cast<double>(counts.gained),
               static_cast<double>(counts.texts),
               loss * static_cast<double>(counts.last_right) / static_cast<double>(counts.texts)) >=
      0) {
    return 1;
  }
  const Region region(counts, keep, accuracy, gained);
  double largest = 0;
  for (int a = 0; a < grid.accuracies; ++a) {
    const double right = place(accuracy, a, grid.accuracies);
    const double margin = loss * right;
    const double most = std::min({1 - right, right - margin, (1 - margin) / 2});
    if (most < gained.low && gained.low > kLeast) continue;
    const Interval possible{.low = gained.low,
                            .high = std::max(gained.low, std::min(gained.high, most))};
    for (int g = 0; g < grid.gains; ++g) {
      const double gains = place(possible, g, grid.gains);
      largest = std::max(largest, region.probability(gains + margin, gains, right));
      if (largest + significance * kSetShare > enough) return 1;
    }
  }
  return largest + significance * kSetShare;
}

}  // namespace

double paired_p_value(const PairedCounts& counts, double keep, double significance,
                      const PairedGrid& grid) {
  return p_value_until(counts, keep, significance, grid, 2);
}

bool shows_accuracy_kept(const PairedCounts& counts, double keep, double significance) {
  const double enough = significance * (1 - kGridShare);
  for (const Coarse& coarse : kCoarse) {
    const double found = p_value_until(counts, keep, significance, coarse.grid, enough);
    if (found <= significance * (kSetShare + coarse.decides)) return true;
    if (found > enough) return false;
  }
  return p_value_until(counts, keep, significance, {}, enough) <= enough;
}

namespace {

/// By the coarsest grid alone, and where that decides.
bool shows_at_once(const PairedCounts& counts, double keep, double significance) {
  const double decides = significance * (kSetShare + kCoarse.front().decides);
  return p_value_until(counts, keep, significance, kCoarse.front().grid, decides) <= decides;
}

}  // namespace

bool PairedTest::shows(const PairedCounts& counts) {
  Known& known = known_[{counts.texts, counts.last_right, counts.gained}];
  if (counts.lost <= known.most_shown) return true;
  if (counts.lost >= known.least_not_shown) return false;
  for (const std::int64_t more : {16, 4}) {  // a scan that is far from the limit asks less often
    PairedCounts ahead = counts;
    ahead.lost += more;
    if (ahead.lost > ahead.last_right || ahead.lost >= known.least_not_shown) continue;
    if (!shows_at_once(ahead, keep_, significance_)) continue;
    known.most_shown = ahead.lost;
    return true;
  }
  const bool shown = shows_accuracy_kept(counts, keep_, significance_);
  if (shown) {
    known.most_shown = counts.lost;
  } else {
    known.least_not_shown = counts.lost;
  }
  return shown;
}

}  // namespace tango::calibrate
