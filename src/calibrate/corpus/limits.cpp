#include "calibrate/corpus/limits.h"

#include <algorithm>
#include <cmath>

#include "calibrate/bound/hypergeometric.h"

namespace tango::calibrate {
namespace {

using Limits = std::vector<std::int64_t>;

constexpr std::int64_t kStepsOfLosses = 1000;  // of how many losses the sure texts may have
constexpr int kHalvings = 40;

/// A straight line in the plane of what both strata find, below which draws speak against what it
/// was made for: by Neyman and Pearson, with Poisson's distribution for the hypergeometric.
struct Line {
  double sure_weight, others_weight;

  [[nodiscard]] std::int64_t limit_at(std::size_t k, double height, std::int64_t now) const {
    const double left = height - sure_weight * static_cast<double>(k);
    if (left < 0) return -1;
    if (others_weight <= 0) return now;
    return std::min(now,
                    static_cast<std::int64_t>(std::floor(std::min(left / others_weight, 1e15))));
  }
  [[nodiscard]] Limits below(double height, Limits limits) const {
    for (std::size_t k = 0; k < limits.size(); ++k) {
      limits[k] = limit_at(k, height, limits[k]);
    }
    return limits;
  }
};

/// Against `losses` where `expected` are hoped for; those who find more never speak for fewer.
double weight_of(double losses, double expected) {
  return losses > expected ? std::log(losses / std::max(expected, 1e-3)) : 0;
}

class LimitsOfTwo {
 public:
  LimitsOfTwo(const Stratum& sure, const Stratum& others, std::int64_t promised,
              double significance)
      : sure_(sure), others_(others), promised_(promised), significance_(significance) {
    const auto rate = [](const Stratum& one) {
      return one.texts == 0 ? 0.0 : static_cast<double>(one.draws) / static_cast<double>(one.texts);
    };
    sure_found_ = rate(sure) * sure.losses;
    refuted_ = static_cast<double>(promised) + sure_found_ + rate(others) * others.losses + 1;
    start();
  }

  Limits find() {
    const std::int64_t most = std::min(promised_, sure_.texts);
    const std::int64_t step = std::max<std::int64_t>(1, promised_ / kStepsOfLosses);
    for (std::int64_t least = 0; least <= most && !limits_.empty(); least += step) {
      if (!lower_for(least, std::min(most, least + step - 1))) break;
    }
    return limits_;
  }

 private:
  /// As high as what the sure texts alone allow; more than `kFarInDeviations` deviations above what
  /// is expected are not worth the time.
  void start() {
    constexpr double kFarInDeviations = 6;
    auto last = static_cast<std::int64_t>(sure_found_ + kFarInDeviations * std::sqrt(sure_found_) +
                                          kFarInDeviations);
    last = std::min(last, sure_.draws);
    if (promised_ < sure_.texts) {
      while (last >= 0 && at_most_found(last, promised_ + 1) > significance_) --last;
    }
    limits_.assign(static_cast<std::size_t>(last + 1), others_.draws);
  }

  /// P(at most k draws of the sure texts are losses), where these have `losses`.
  [[nodiscard]] double at_most_found(std::int64_t k, std::int64_t losses) const {
    return hypergeometric_cdf(k, sure_.draws, losses, sure_.texts);
  }

  /// P(so many losses of the others are passed by before one more than `limit` is drawn), at most.
  [[nodiscard]] double passed_by(std::int64_t losses, std::int64_t limit) const {
    if (limit < 0 || losses > others_.texts - others_.draws) return 0;
    return hypergeometric_cdf(limit, others_.draws, losses + limit, others_.texts);
  }

  /// Where the sure texts have from `least` to `most` losses, so that limits break the promise as
  /// rarely as they should. False: with more losses there they do in any case.
  bool lower_for(std::int64_t least, std::int64_t most) {
    if (least > 0 &&
        at_most_found(static_cast<std::int64_t>(limits_.size()) - 1, least) <= significance_) {
      return false;
    }
    std::vector<double> masses;  // with the fewest losses the fewest are found
    for (std::size_t k = 0; k < limits_.size(); ++k) {
      masses.push_back(
          hypergeometric_mass(static_cast<std::int64_t>(k), sure_.draws, least, sure_.texts));
    }
    const auto broken = [&](const Limits& limits) {
      double sum = 0;
      for (std::size_t k = 0; k < limits.size(); ++k) {
        if (masses[k] <= 0) continue;
        sum +=
            masses[k] * passed_by(promised_ + 1 - most + static_cast<std::int64_t>(k), limits[k]);
      }
      return sum;
    };
    if (broken(limits_) <= significance_) return true;
    const Line line{weight_of(static_cast<double>(least), sure_.losses),
                    weight_of(refuted_ - static_cast<double>(least), others_.losses)};
    double low = -1;
    double high = line.sure_weight * static_cast<double>(limits_.size()) +
                  line.others_weight * static_cast<double>(limits_.front());
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (low + high) / 2;
      (broken(line.below(middle, limits_)) <= significance_ ? low : high) = middle;
    }
    limits_ = line.below(low, std::move(limits_));
    while (!limits_.empty() && limits_.back() < 0) limits_.pop_back();
    return true;
  }

  Stratum sure_, others_;
  std::int64_t promised_;
  double significance_;
  double sure_found_ = 0;  // expected
  double refuted_ = 0;     // losses that a search that finds as many as is expected refutes
  Limits limits_;
};

}  // namespace

std::vector<std::int64_t> loss_limits(const Stratum& sure, const Stratum& others,
                                      std::int64_t promised, double significance) {
  return LimitsOfTwo(sure, others, promised, significance).find();
}

}  // namespace tango::calibrate
