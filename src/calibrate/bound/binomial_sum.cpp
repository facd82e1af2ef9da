#include "calibrate/bound/binomial_sum.h"

#include <cmath>
#include <cstdlib>

#include "calibrate/bound/binomial.h"

namespace tango::calibrate {
namespace {

constexpr std::int64_t kFar = 32;  // steps that take as long as the incomplete beta function
constexpr double kSmall = 1e-200;  // a mass that many steps may have left without digits

}  // namespace

std::vector<double> log_factorials(std::int64_t n) {
  std::vector<double> logs(static_cast<std::size_t>(n) + 1);
  long double sum = 0;  // thousands of logarithms would lose three digits of a double
  for (std::size_t i = 2; i < logs.size(); ++i) {
    sum += std::log(static_cast<long double>(i));
    logs[i] = static_cast<double>(sum);
  }
  return logs;
}

Binomial::Binomial(std::span<const double> log_factorials, double probability)
    : log_factorials_(log_factorials),
      probability_(probability),
      log_probability_(std::log(probability)),
      log_other_(std::log1p(-probability)) {}

double Binomial::mass(std::int64_t k, std::int64_t n) const {
  if (k < 0 || k > n) return 0;
  if (probability_ >= 1) return k == n ? 1 : 0;
  if (probability_ <= 0) return k == 0 ? 1 : 0;
  const auto logs = [this](std::int64_t i) { return log_factorials_[static_cast<std::size_t>(i)]; };
  return std::exp(logs(n) - logs(k) - logs(n - k) + static_cast<double>(k) * log_probability_ +
                  static_cast<double>(n - k) * log_other_);
}

double BinomialSum::at_most(std::int64_t k, std::int64_t n, const Binomial& binomial) {
  const double p = binomial.probability();
  const double q = 1 - p;
  if (n_ < n || n_ - n + std::abs(k - k_) > kFar || p <= 0 || q <= 0) {
    k_ = k;
    n_ = n;
    mass_ = binomial.mass(k, n);
    return sum_ = binomial_cdf(k, n, p);
  }
  const auto go_to = [&](std::int64_t next_k, std::int64_t next_n, double times) {
    k_ = next_k;
    n_ = next_n;
    mass_ = mass_ > kSmall ? mass_ * times : binomial.mass(k_, n_);
  };
  const auto real = [](std::int64_t count) { return static_cast<double>(count); };
  while (n_ > n) {  // one text fewer
    go_to(k_, n_ - 1, real(n_ - k_) / (real(n_) * q));
    sum_ += p * mass_;
  }
  while (k_ < k) {
    go_to(k_ + 1, n_, real(n_ - k_) * p / (real(k_ + 1) * q));
    sum_ += mass_;
  }
  while (k_ > k) {
    sum_ -= mass_;
    go_to(k_ - 1, n_, real(k_) * q / (real(n_ - k_ + 1) * p));
  }
  return sum_;
}

}  // namespace tango::calibrate
