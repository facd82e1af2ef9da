#include "service/batch_time.h"

#include <algorithm>
#include <cmath>

namespace tango::service {
namespace {

constexpr double kDecay = 0.95;  // a measurement counts half after 14 more
constexpr double kDistrust = 0.995;
constexpr double kOutlier = 4;  // a batch that took so many times longer is taken for this

}  // namespace

double BatchTime::line(double tokens) const {
  const double variance = weight_ * xx_ - x_ * x_;
  const double through_origin = y_ / x_ * tokens;
  if (variance <= 1e-3 * x_ * x_) return through_origin;
  const double slope = (weight_ * xy_ - x_ * y_) / variance;
  const double intercept = (y_ - slope * x_) / weight_;
  if (slope <= 0) return y_ / weight_;
  return intercept < 0 ? through_origin : intercept + slope * tokens;
}

void BatchTime::add(int tokens, Duration time) {
  const double x = std::max(1, tokens);
  auto y = static_cast<double>(std::max<Duration::rep>(time.count(), 1));
  if (known()) {
    const double expected = line(x);
    y = std::min(y, kOutlier * expected);
    distance_ = kDecay * distance_ + (1 - kDecay) * std::abs(y - expected) / expected;
  }
  for (double* sum : {&weight_, &x_, &y_, &xx_, &xy_}) *sum *= kDecay;
  weight_ += 1;
  x_ += x;
  y_ += y;
  xx_ += x * x;
  xy_ += x * y;
  trust_ = 1;
}

Duration BatchTime::of(int tokens) const {
  if (!known()) return Duration::zero();
  return Duration(
      static_cast<Duration::rep>(trust_ * (1 + 2 * distance_) * line(std::max(1, tokens))));
}

void BatchTime::doubt() { trust_ *= kDistrust; }

}  // namespace tango::service
