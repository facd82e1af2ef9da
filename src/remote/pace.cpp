#include "remote/pace.h"

#include <algorithm>
#include <cmath>

namespace tango::remote {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double kMinute = 60;
constexpr int kMostFailures = 5;
constexpr double kFirstPause = 5;  // seconds
constexpr double kLongestPause = 300;
constexpr double kFirstBackOff = 0.25;
constexpr double kLongestBackOff = 20;

Duration of_seconds(double seconds) {
  return std::chrono::duration_cast<Duration>(Seconds(seconds));
}

}  // namespace

void Budget::refill(TimePoint now) {
  if (refilled_ != TimePoint{} && now > refilled_) {
    const double gained = per_minute_ / kMinute * Seconds(now - refilled_).count();
    left_ = std::min(per_minute_, left_ + gained);
  }
  refilled_ = now;
}

Duration Budget::wait_for(double amount, TimePoint now) {
  if (per_minute_ <= 0) return Duration::zero();
  refill(now);
  const double missing = std::min(amount, per_minute_) - left_;
  return missing <= 0 ? Duration::zero() : of_seconds(missing / per_minute_ * kMinute);
}

void Budget::spend(double amount, TimePoint now) {
  if (per_minute_ <= 0) return;
  refill(now);
  left_ = std::min(per_minute_, left_ - amount);
}

Duration Circuit::closed_for(TimePoint now) {
  if (failures_ < kMostFailures) return Duration::zero();
  if (now < closed_until_) return closed_until_ - now;
  if (tries_) return of_seconds(kFirstPause);  // another one is trying
  tries_ = true;
  return Duration::zero();
}

void Circuit::succeeded() {
  failures_ = 0;
  tries_ = false;
}

void Circuit::failed(TimePoint now) {
  ++failures_;
  tries_ = false;
  if (failures_ < kMostFailures) return;
  const double pause = kFirstPause * std::pow(2, std::min(failures_ - kMostFailures, 10));
  closed_until_ = now + of_seconds(std::min(pause, kLongestPause));
}

Duration back_off(int tries, double random) {
  const double longest = kFirstBackOff * std::pow(2, std::min(tries, 20));
  return of_seconds(std::min(longest, kLongestBackOff) * (0.5 + random / 2));
}

}  // namespace tango::remote
