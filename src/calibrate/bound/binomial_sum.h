// Many binomial probabilities, each of which is near one before.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tango::calibrate {

/// log(i!) of i = 0 … n.
[[nodiscard]] std::vector<double> log_factorials(std::int64_t n);

/// Counts of texts with one probability, of at most as many texts as the logarithms are for, which
/// must outlive it.
class Binomial {
 public:
  /// `probability` in [0, 1].
  Binomial(std::span<const double> log_factorials, double probability);

  [[nodiscard]] double probability() const { return probability_; }
  /// P(k of n).
  [[nodiscard]] double mass(std::int64_t k, std::int64_t n) const;

 private:
  std::span<const double> log_factorials_;
  double probability_;
  double log_probability_;
  double log_other_;
};

/// P(at most k of n), which goes from one k and n to near ones in as many steps as they are apart;
/// its error is some 1e-12, that of the logarithms.
class BinomialSum {
 public:
  [[nodiscard]] double at_most(std::int64_t k, std::int64_t n, const Binomial& binomial);

 private:
  std::int64_t k_ = 0;
  std::int64_t n_ = -1;  ///< -1: it has been nowhere.
  double sum_ = 0;
  double mass_ = 0;  ///< P(k_ of n_).
};

}  // namespace tango::calibrate
